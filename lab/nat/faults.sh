# shellcheck shell=bash
# What goes wrong between the homes of topology.sh: ways that go dark, NATs that forget, homes that move.
#
# Packets vanish silently; nobody is told by a reset or an unreachable.

# Sets what is dropped, instead of what was before: direct (UDP between the homes), relay (all that goes to and from INET_IP), both.
# internet_cut direct|relay|both
internet_cut() {
	{
		printf 'flush table ip faults\n'
		[ "$1" = relay ] || printf 'add rule ip faults forward meta l4proto udp drop\n'
		[ "$1" = direct ] || printf 'add rule ip faults %s\n' "input ip daddr $INET_IP drop" "output ip saddr $INET_IP drop"
	} | nat_in inet nft -f -
}

# Undoes every cut. internet_mend
internet_mend() { nat_in inet nft flush table ip faults; }

# A home's NATs forget every flow, as when they start anew. nat_forget srv|cli
nat_forget() {
	local role
	for role in "nat$1" "isp$1"; do
		[ ! -e "/run/netns/$NAT_PREFIX$role" ] || nat_in "$role" conntrack -F 2>/dev/null
	done
}

# A home gets another public address, as from a provider overnight: flows over the old one end in nothing. home_moves srv|cli
home_moves() {
	local edge=nat$1
	[ ! -e "/run/netns/${NAT_PREFIX}isp$1" ] || edge=isp$1
	[ -e "/run/netns/$NAT_PREFIX$edge" ] || edge=$1
	ip -n "$NAT_PREFIX$edge" addr flush dev wan
	nat_address "$edge" wan "${WAN_IP_LATER[$1]}/24" "${WAN_GATEWAY[$1]}"
	[ "$edge" = "$1" ] || nat_in "$edge" conntrack -F 2>/dev/null
}

# A side's machine itself gets another address in its home, as from another Wi-Fi. machine_moves srv|cli
machine_moves() {
	ip -n "$NAT_PREFIX$1" addr flush dev net0
	nat_address "$1" net0 "${LAN_NET[$1]}.44/24" "${LAN_NET[$1]}.1"
}
