# shellcheck shell=bash
# Two homes and the Internet between them, in network namespaces joined by veth and kept apart by nftables:
#
#   srv ── [natsrv] ── [ispsrv] ── inet ── [ispcli] ── [natcli] ── cli
#
# What stands in brackets depends on the kind of the home:
#
#   none       a public address of its own, no NAT
#   full       full cone: once a port is in use, everybody reaches it
#   cone       port-restricted cone: one outer port for all destinations, open to whom was spoken to
#   symmetric  another outer port for every destination
#   double     two cones in a row, as with a provider's NAT (CGNAT)
#   blocked    a cone that lets no UDP out, name lookups excepted
#
# The same on the host and in the lab's machines; needs root, iproute2 and nft. Fails with a line of the tool that failed.

# What the names of all namespaces begin with: something of its own on the host, nothing in the lab.
: "${NAT_PREFIX=}"

NAT_KINDS=(none full cone symmetric double blocked)
# Of the Internet itself: where relays and rendezvous are. Two, to tell a NAT that gives each destination a port of its own.
INET_IP=192.0.2.1
INET_IP2=192.0.2.2
# Outer addresses, and those that a home moves to.
declare -A WAN_IP=([srv]=198.51.100.10 [cli]=203.0.113.10) WAN_IP_LATER=([srv]=198.51.100.77 [cli]=203.0.113.77)
declare -A WAN_GATEWAY=([srv]=198.51.100.1 [cli]=203.0.113.1)
# Between a provider's NAT and the home's own.
declare -A ISP_NET=([srv]=100.64.10 [cli]=100.64.20)
# Behind the home's NAT.
declare -A LAN_NET=([srv]=192.168.10 [cli]=192.168.20)

# Prints the name of a namespace. nat_ns ROLE
nat_ns() { printf '%s%s\n' "$NAT_PREFIX" "$1"; }

# Runs a command in a namespace. nat_in ROLE COMMAND...
nat_in() { ip netns exec "$NAT_PREFIX$1" "${@:2}"; }

# Makes a namespace. IPv6 is off in it: what NATs do is about IPv4, and link-local addresses would be a way of their own.
nat_ns_new() {
	ip netns add "$NAT_PREFIX$1"
	nat_in "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
	ip -n "$NAT_PREFIX$1" link set lo up
}

nat_ns_gone() { [ ! -e "/run/netns/$NAT_PREFIX$1" ] || ip netns del "$NAT_PREFIX$1"; }

# Joins two namespaces. nat_wire ROLE DEVICE ROLE DEVICE
nat_wire() {
	ip link add "$2" netns "$NAT_PREFIX$1" type veth peer name "$4" netns "$NAT_PREFIX$3"
	ip -n "$NAT_PREFIX$1" link set "$2" up
	ip -n "$NAT_PREFIX$3" link set "$4" up
}

# Gives a device its address, and the namespace its way out. nat_address ROLE DEVICE ADDRESS/BITS [GATEWAY]
nat_address() {
	ip -n "$NAT_PREFIX$1" addr add "$3" dev "$2"
	[ -z "${4:-}" ] || ip -n "$NAT_PREFIX$1" route replace default via "$4"
}

# Makes the Internet, with nobody on it yet. What is cut (faults.sh) is cut in its table "faults".
internet_up() {
	nat_ns_new inet
	nat_in inet sysctl -qw net.ipv4.ip_forward=1
	ip -n "${NAT_PREFIX}inet" addr add "$INET_IP/32" dev lo
	ip -n "${NAT_PREFIX}inet" addr add "$INET_IP2/32" dev lo
	nat_in inet nft -f - <<-END
		table ip faults {
			chain forward { type filter hook forward priority 0; }
			chain input { type filter hook input priority 0; }
			chain output { type filter hook output priority 0; }
		}
	END
}

# Ends everything that was made here. Programs in the namespaces are the caller's to end first.
internet_down() {
	local side
	for side in srv cli; do home_down "$side"; done
	nat_ns_gone inet
}

# Puts a side's machine behind a NAT of a kind. home_up srv|cli KIND
home_up() {
	local side=$1 kind=$2 edge
	nat_ns_new "$side"
	case $kind in
	none) edge=$side ;;
	double) edge=isp$side && nat_ns_new "$edge" ;;
	*) edge=nat$side && nat_ns_new "$edge" ;;
	esac
	nat_wire inet "to-$side" "$edge" wan
	nat_address inet "to-$side" "${WAN_GATEWAY[$side]}/24"
	nat_address "$edge" wan "${WAN_IP[$side]}/24" "${WAN_GATEWAY[$side]}"
	[ "$kind" != none ] || return 0
	if [ "$kind" = double ]; then
		nat_ns_new "nat$side"
		nat_lan "$edge" "${ISP_NET[$side]}"
		nat_wire "$edge" port0 "nat$side" wan
		ip -n "$NAT_PREFIX$edge" link set port0 master lan
		nat_address "nat$side" wan "${ISP_NET[$side]}.2/24" "${ISP_NET[$side]}.1"
		nat_rules cone | nat_in "$edge" nft -f -
	fi
	nat_lan "nat$side" "${LAN_NET[$side]}"
	nat_rules "$kind" | nat_in "nat$side" nft -f -
	home_join "$side" "$side" 2
}

# The inner side of a NAT, where machines join. nat_lan ROLE NET
nat_lan() {
	nat_in "$1" sysctl -qw net.ipv4.ip_forward=1
	ip -n "$NAT_PREFIX$1" link add lan type bridge
	ip -n "$NAT_PREFIX$1" link set lan up
	nat_address "$1" lan "$2.1/24"
}

# Puts a machine into the home of a side. home_join MACHINE SIDE LAST-NUMBER
home_join() {
	nat_wire "nat$2" "port$3" "$1" net0
	ip -n "${NAT_PREFIX}nat$2" link set "port$3" master lan
	nat_address "$1" net0 "${LAN_NET[$2]}.$3/24" "${LAN_NET[$2]}.1"
}

# Puts a side's machine into the other's home, beside it. home_shared srv|cli OTHER-SIDE
home_shared() {
	nat_ns_new "$1"
	home_join "$1" "$2" 3
}

# Takes a side's home away. home_down srv|cli
home_down() {
	local role
	for role in "$1" "nat$1" "isp$1"; do nat_ns_gone "$role"; done
	# Its other end went with the namespace, which the kernel clears away when it likes.
	ip -n "${NAT_PREFIX}inet" link del "to-$1" 2>/dev/null || true
}

# Prints the rules of a NAT between devices wan and lan. What nobody asked for is dropped before it is tracked: it would take the
# port that the answer needs. nat_rules KIND
nat_rules() {
	local source='oifname "wan" masquerade' inward='' map='' first=''
	case $1 in
	full)
		map='map ports { type inet_service : ipv4_addr . inet_service; flags dynamic,timeout; timeout 300s; size 65535; }'
		inward='iifname "wan" meta l4proto udp dnat ip to udp dport map @ports'
		source='oifname "wan" meta l4proto udp update @ports { udp sport : ip saddr . udp sport }
			oifname "wan" masquerade'
		;;
	symmetric) source='oifname "wan" masquerade fully-random' ;;
	blocked) first='meta l4proto udp udp sport != 53 udp dport != 53 drop' ;;
	esac
	cat <<-END
		table ip nat {
			$map
			chain prerouting {
				type nat hook prerouting priority dstnat;
				$inward
			}
			chain postrouting {
				type nat hook postrouting priority srcnat;
				$source
			}
		}
		table ip filter {
			chain input {
				type filter hook input priority 0; policy drop;
				ct state established,related accept
				iifname { "lan", "lo" } accept
			}
			chain forwarded {
				type filter hook forward priority 0; policy drop;
				$first
				ct state established,related accept
				ct status dnat accept
				iifname "lan" accept
			}
		}
	END
}

# Prints what two kinds of homes should come to: direct, or relay where no hole can be punched. nat_expected KIND KIND
nat_expected() {
	case $1-$2 in
	*blocked*) echo relay ;;
	none-* | *-none | full-* | *-full) echo direct ;;
	*symmetric*) echo relay ;;
	*) echo direct ;;
	esac
}
