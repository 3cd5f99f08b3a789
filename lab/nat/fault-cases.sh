# shellcheck shell=bash
# What goes wrong while a disk is in use, each as a function that is called once packets flow: it does harm, waits for the way to be as
# it should be again, and prints what people will ask for. The caller sees to it that the disk's data stayed whole.
#
# Returns 1, with the reason in $work/reason, where the way does not come back.
# shellcheck disable=SC2154

# What runs in each, and between which homes; the way that must be taken before and after it.
declare -A FAULTS=(
	[flips]="cone cone direct"
	[relay-restart]="cone symmetric relay"
	[relay-gone]="cone cone direct"
	[nats-forget]="cone cone direct"
	[client-moves]="cone cone direct"
	[server-moves]="full cone direct"
	[address-moves]="cone cone direct"
	[blackout-2]="cone cone direct"
	[blackout-6]="cone cone direct"
	[relay-blackout-6]="cone symmetric relay"
)
ALL_FAULTS=flips:60,relay-restart,relay-gone,nats-forget,client-moves,server-moves,address-moves,blackout-2,blackout-6,relay-blackout-6

# How long another way may take, found dead or found again.
FALL_BACK_SECONDS=4
RETURN_SECONDS=15

# The direct way dies and comes back. fault_flips COUNT
fault_flips() {
	local i began fell=0 rose=0
	for ((i = 1; i <= ${1:-60}; i++)); do
		began=$EPOCHREALTIME
		internet_cut direct
		way_becomes relay $FALL_BACK_SECONDS || failed_because "flip $i: no relay within $FALL_BACK_SECONDS s" || return
		fell=$(awk -v sum="$fell" -v s="$(seconds_between "$began" "$EPOCHREALTIME")" 'BEGIN { print sum + s }')
		began=$EPOCHREALTIME
		internet_mend
		way_becomes direct $RETURN_SECONDS || failed_because "flip $i: not direct again within $RETURN_SECONDS s" || return
		rose=$(awk -v sum="$rose" -v s="$(seconds_between "$began" "$EPOCHREALTIME")" 'BEGIN { print sum + s }')
	done
	awk -v n="${1:-60}" -v fell="$fell" -v rose="$rose" \
		'BEGIN { printf "%d times: to the relay in %.1f s, direct again in %.1f s on average\n", n, fell / n, rose / n }'
}

# The relay is killed and started again, while it carries everything.
fault_relay_restart() {
	local began=$EPOCHREALTIME
	node_stop "$RELAY_PID" KILL
	relay_up "${RELAY_OPTIONS[@]}" || return
	printf 'the relay was back after %s s\n' "$(seconds_between "$began" "$EPOCHREALTIME")"
	nap 3
}

# The relay is killed, while nothing needs it.
fault_relay_gone() {
	node_stop "$RELAY_PID" KILL
	nap 10
	relay_up "${RELAY_OPTIONS[@]}" || return
	printf 'no relay for 10 s\n'
}

# Both NATs start anew: every port is another's.
fault_nats_forget() {
	nat_forget srv
	nat_forget cli
	back_to_direct
}

# The client's home gets another public address.
fault_client_moves() {
	home_moves cli
	back_to_direct
}

fault_server_moves() {
	home_moves srv
	back_to_direct
}

# The client's machine gets another address in its home.
fault_address_moves() {
	machine_moves cli
	back_to_direct
}

fault_blackout_2() { blackout 2 && back_to_direct; }

fault_blackout_6() { blackout 6 && back_to_direct; }

fault_relay_blackout_6() { blackout 6 && nap 3 && printf 'over the relay all the time\n'; }

# Nothing reaches anybody. blackout SECONDS
blackout() {
	internet_cut both
	nap "$1"
	internet_mend
}

# Gives the dead way time to be found dead, then waits for a direct one.
back_to_direct() {
	local began=$EPOCHREALTIME
	nap 2.5
	way_becomes direct $RETURN_SECONDS || failed_because "not direct again within $RETURN_SECONDS s" || return
	if awk -v since="$WAY_SINCE" -v began="$began" 'BEGIN { exit !(since < began) }'; then
		printf 'the direct way stayed in use\n'
	else
		printf 'direct again after %s s\n' "$(seconds_between "$began" "$WAY_SINCE")"
	fi
}
