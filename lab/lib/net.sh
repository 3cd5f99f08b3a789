# shellcheck shell=bash
# Two machines in one: network namespaces srv and cli, joined by a wire that can be slow, lossy, narrow or cut.

SRV_IP=10.9.0.1
CLI_IP=10.9.0.2
SRV_IP6=fd09::1
CLI_IP6=fd09::2
# Over WireGuard, after wireguard_up.
SRV_WG_IP=10.8.0.1
CLI_WG_IP=10.8.0.2

# Runs a command in the server's namespace. in_srv COMMAND...
in_srv() { ip netns exec srv "$@"; }

# Runs a command in the client's namespace. in_cli COMMAND...
in_cli() { ip netns exec cli "$@"; }

# Makes both namespaces and the wire between them (devices: wire in both).
net_up() {
	local side
	need_modules veth sch_netem
	for side in srv cli; do
		ip netns add "$side"
		ip -n "$side" link set lo up
	done
	ip link add wire netns srv type veth peer name wire netns cli
	ip -n srv addr add "$SRV_IP/24" dev wire
	ip -n cli addr add "$CLI_IP/24" dev wire
	# nodad: the address serves at once, without the second of looking for a duplicate.
	ip -n srv addr add "$SRV_IP6/64" dev wire nodad
	ip -n cli addr add "$CLI_IP6/64" dev wire nodad
	ip -n srv link set wire up
	ip -n cli link set wire up
}

# Shapes the wire, each way alike: net_shape ROUND_TRIP_MS [LOSS_PERCENT] [MBIT]; net_shape 0 makes it perfect again.
net_shape() {
	local side options=(limit 100000)
	[ "$1" = 0 ] || options+=(delay "$(($1 * 1000 / 2))us")
	[ "${2:-0}" = 0 ] || options+=(loss "$2%")
	[ "${3:-0}" = 0 ] || options+=(rate "$3mbit")
	for side in srv cli; do
		tc -n "$side" qdisc replace dev wire root netem "${options[@]}"
		[ ${#options[@]} -gt 2 ] || tc -n "$side" qdisc del dev wire root
	done
}

# Cuts the wire silently: packets vanish, nobody is told. net_mend undoes it; net_shape does too.
net_cut() {
	local side
	for side in srv cli; do tc -n "$side" qdisc replace dev wire root netem loss 100%; done
}

# Mends a cut wire (which is then perfect: shape it again if need be).
net_mend() { net_shape 0; }

# Pulls the plug: the interfaces see the carrier go. net_plug puts it back.
net_unplug() { ip -n srv link set wire down; }

# Puts the plug back; addresses that went with it return.
net_plug() {
	ip -n srv link set wire up
	ip -n srv addr replace "$SRV_IP6/64" dev wire nodad
}

# Prints the round trip measured between the namespaces in ms. net_round_trip [ADDRESS]
net_round_trip() {
	in_cli ping -q -c 3 -i 0.2 "${1:-$SRV_IP}" | sed -n 's,^rtt [^=]*= [0-9.]*/\([0-9.]*\)/.*,\1,p'
}

# Joins the namespaces by WireGuard as well: SRV_WG_IP and CLI_WG_IP.
wireguard_up() {
	local side
	need_modules wireguard
	mkdir -p /run/lab
	for side in srv cli; do
		(umask 077 && wg genkey >"/run/lab/$side.key")
		wg pubkey <"/run/lab/$side.key" >"/run/lab/$side.pub"
		ip -n "$side" link add wg0 type wireguard
	done
	in_srv wg set wg0 listen-port 51820 private-key /run/lab/srv.key peer "$(</run/lab/cli.pub)" allowed-ips "$CLI_WG_IP/32"
	in_cli wg set wg0 private-key /run/lab/cli.key peer "$(</run/lab/srv.pub)" allowed-ips "$SRV_WG_IP/32" endpoint "$SRV_IP:51820"
	ip -n srv addr add "$SRV_WG_IP/24" dev wg0
	ip -n cli addr add "$CLI_WG_IP/24" dev wg0
	ip -n srv link set wg0 up
	ip -n cli link set wg0 up
	must 5 "WireGuard does not answer" in_cli ping -q -c 1 -W 1 "$SRV_WG_IP"
}
