#!/bin/bash
# Measures usb-share beside what there is: the kernel's own driver, the kernel's USB/IP, and that inside WireGuard.
# Run by: lab/bench, which makes the programs ready. Usage: bench.sh [-q] [-e] CONDITION...
# A condition is a round trip in ms, or one with a loss in percent each way: 40/0.1. Conditions start with 0, where direct is.
#   -q  storage and control transfers only, one round
#   -r ROUNDS  how often everything is measured (2)
#   -e  exit code 3 when a floor is not reached
#
# One kind of device after the other: dummy_hcd takes an interrupt each millisecond while a URB waits, so an idle keyboard
# would slow down everything else. Every way has an identical gadget of its own, all attached at once, and every row is
# measured on one way after the other: whatever disturbs the machine disturbs all of them. Results go to results.tsv, the tables to bench.md in the out folder.
set -euo pipefail
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

# Commands of 120 KiB: as large as high-speed sticks get them, and within what vhci takes in one URB however memory lies.
COMMAND_KIB=120
SECONDS_EACH=3
# At least the first, and until the rate no longer rises, but never longer than the second.
WARM_UP_SECONDS=10
WARM_UP_AT_MOST=60
RESULTS=$LAB_OUT/results.tsv
WAYS=(usbip wireguard usb-share)
# The JVMs run as the launchers start them; only the clock and malloc are the lab's.
APP_JAVA_OPTIONS=

kinds=(stick keys serial)
rounds=2
enforce=0
failures=0
# The nodes of each way's devices, by "KIND WAY", and the pids of the two JVMs.
declare -A node bus
pids=()

# --- the devices --------------------------------------------------------------------------------------------------

# Makes the gadget of one way. make_gadget WAY KIND
make_gadget() {
	case $2 in
	stick)
		truncate -s 64M "/run/$1.img"
		gadget_storage "stick-$1" "/run/$1.img" super
		;;
	keys) gadget_keyboard "keys-$1" ;;
	serial) gadget_acm "serial-$1" ;;
	esac
}

# Finds the device node that a way's device of a kind has on the bus where it is used. find_node WAY KIND BUS_ID
find_node() {
	local found
	case $2 in
	stick)
		found=$(wait_disk "$3")
		pin_command_size "$found" "$COMMAND_KIB"
		found=/dev/$found
		;;
	keys) found=$(wait_node "$3" hidraw) ;;
	serial) found=$(wait_node "$3" tty) ;;
	esac
	node["$2 $1"]=$found
	bus["$2 $1"]=$3
}

# Attaches a way's device of a kind and finds its node. attach_way WAY KIND
attach_way() {
	local name=$2-$1 bus_id remote
	bus_id=$(wait_local "$name")
	case $1 in
	direct) remote=$bus_id ;;
	usb-share) remote=$(attach "$name") ;;
	*)
		usbip_share "$bus_id"
		if [ "$1" = wireguard ]; then usbip_attach "$bus_id" "$SRV_WG_IP"; else usbip_attach "$bus_id"; fi
		remote=$(wait_remote "$name")
		;;
	esac
	find_node "$1" "$2" "$remote"
}

# --- one measurement each -----------------------------------------------------------------------------------------

# Notes a value. note WAY ROW VALUE [DETAIL]
note() { printf '%s\t%s\t%s\t%s\t%s\n' "$condition" "$1" "$2" "$3" "${4:-}" >>"$RESULTS"; }

# Notes that a measurement went wrong; the run goes on, and fails at its end. note_failure WAY ROW TEXT
note_failure() {
	failures=$((failures + 1))
	note "$1" "$2" failed
	step "$condition, $1, $2: FAILED: $3"
}

# Runs a tool, bounded. Sets said to its last line. tool NAME ARGUMENT...
tool() {
	local name=$1
	shift
	said=$(timeout 60 "$LAB_BIN/$name" "$@" 2>&1) || return 1
	said=${said##*$'\n'}
}

# Prints the machine's busy time in hundredths of a second.
busy_ticks() {
	local user nice system irq softirq
	read -r _ user nice system _ _ irq softirq _ </proc/stat
	echo "$((user + nice + system + irq + softirq))"
}

# Prints the time of both JVMs in hundredths of a second.
java_ticks() { echo "$(($(cpu_ticks "${pids[0]}") + $(cpu_ticks "${pids[1]}")))"; }

# MB/s of sequential direct commands, and the processors' time for them. measure_rate WAY read|write
measure_rate() {
	local disk=${node["stick $1"]} busy java bytes row="sequential $2"
	# A second that does not count: after a rest TCP's window is small again.
	[ "$round_trip" = 0 ] || tool bdev "$disk" "$2" direct "$COMMAND_KIB" 1 || true
	busy=$(busy_ticks) java=$(java_ticks)
	tool bdev "$disk" "$2" direct "$COMMAND_KIB" "$SECONDS_EACH" || { note_failure "$1" "$row" "$said" && return; }
	busy=$(($(busy_ticks) - busy)) java=$(($(java_ticks) - java))
	[[ $said =~ ([0-9]+)" commands of "([0-9]+)" KiB in "([0-9.]+)" s" ]] || { note_failure "$1" "$row" "$said" && return; }
	bytes=$((BASH_REMATCH[1] * BASH_REMATCH[2] * 1024))
	note "$1" "$row" "$(awk -v b="$bytes" -v s="${BASH_REMATCH[3]}" 'BEGIN { printf "%.4f", b / s / 1e6 }')" "${BASH_REMATCH[2]}"
	note "$1" "CPU, whole machine" "$busy" "$bytes"
	[ "$1" != usb-share ] || note "$1" "CPU, both JVMs" "$java" "$bytes"
}

measure_random() {
	tool bdev "${node["stick $1"]}" read random 4 2 || { note_failure "$1" "random 4 KiB read" "$said" && return; }
	[[ $said =~ ([0-9]+)" commands of 4 KiB in "([0-9.]+)" s" ]] || { note_failure "$1" "random 4 KiB read" "$said" && return; }
	note "$1" "random 4 KiB read" "$(awk -v n="${BASH_REMATCH[1]}" -v s="${BASH_REMATCH[2]}" 'BEGIN { printf "%.4f", s / n * 1e3 }')"
}

# Notes the median that a tool says. note_median WAY ROW TOOL ARGUMENT...
note_median() {
	local way=$1 row=$2
	shift 2
	tool "$@" && [[ $said =~ median=([0-9.]+) ]] || { note_failure "$way" "$row" "$said" && return; }
	note "$way" "$row" "${BASH_REMATCH[1]}"
}

measure_control() {
	note_median "$1" "control, GET_STATUS" ctrl_lat "$(usb_node "${bus["stick $1"]}")" "$((round_trip ? 25 : 200))" status
}

# One report at a time: each finds the URB of the one before already back at the device.
measure_event() {
	note_median "$1" "key event" hid_lat "$(gadget_hid_node "keys-$1")" "${node["keys $1"]}" "$((round_trip ? 20 : 100))" \
		"$((round_trip + 20))"
}

# measure_serial WAY in|out
measure_serial() {
	local kib=256 way
	case $round_trip in 0) kib=2048 ;; ?) kib=1024 ;; [1-4]?) kib=512 ;; esac
	case $2 in in) way=a2b ;; out) way=b2a ;; esac
	tool serial_pump "$(gadget_acm_node "serial-$1")" "${node["serial $1"]}" "$kib" "$way" &&
		[[ $said =~ ", "([0-9.]+)" s"$ ]] || { note_failure "$1" "serial $2" "$said" && return; }
	note "$1" "serial $2" "$(awk -v kib="$kib" -v s="${BASH_REMATCH[1]}" 'BEGIN { printf "%.4f", kib * 1.024e-3 / s }')"
}

# Runs one of the above on every way, in turn. on_every_way MEASUREMENT [ARGUMENT]
on_every_way() {
	local way ways=("${WAYS[@]}")
	[ "$condition" != 0 ] || ways=(direct "${WAYS[@]}")
	for way in "${ways[@]}"; do "$1" "$way" "${2:-}"; done
}

# --- the run ------------------------------------------------------------------------------------------------------

# Lets the JVMs compile what the measurements of a kind will run. Sets rate to a number that grows with speed. exercise KIND
exercise() {
	case $1 in
	stick)
		tool bdev "$disk" write direct "$COMMAND_KIB" 1 || fail "warming up: $said"
		tool ctrl_lat "$(usb_node "${bus["stick usb-share"]}")" 100 status || fail "warming up: $said"
		tool bdev "$disk" read random 4 1 || fail "warming up: $said"
		tool bdev "$disk" read direct "$COMMAND_KIB" 2 || fail "warming up: $said"
		[[ $said =~ ([0-9]+)\.([0-9]+)" MB/s" ]] || fail "warming up: $said"
		rate=$((10#${BASH_REMATCH[1]}${BASH_REMATCH[2]}))
		;;
	keys)
		tool hid_lat "$(gadget_hid_node keys-usb-share)" "${node["keys usb-share"]}" 300 20 && [[ $said =~ median=([0-9]+)\.([0-9]{2}) ]] ||
			fail "warming up: $said"
		rate=$((100000 / (10#${BASH_REMATCH[1]}${BASH_REMATCH[2]} + 1)))
		;;
	serial)
		tool serial_pump "$(gadget_acm_node serial-usb-share)" "${node["serial usb-share"]}" 1024 both &&
			[[ $said =~ ", "([0-9]+)\.([0-9]{2}) ]] || fail "warming up: $said"
		rate=$((1000000 / (10#${BASH_REMATCH[1]}${BASH_REMATCH[2]} + 1)))
		;;
	esac
}

# Exercises a kind until the rate holds. warm_up KIND
warm_up() {
	local disk=${node["stick usb-share"]:-} began=$EPOCHSECONDS best=0 rate=0
	while ((EPOCHSECONDS - began < WARM_UP_SECONDS || (rate * 100 > best * 105 && EPOCHSECONDS - began < WARM_UP_AT_MOST))); do
		((rate <= best)) || best=$rate
		exercise "$1"
	done
	step "warm after $((EPOCHSECONDS - began)) s: $said"
}

# Notes what the threads of both JVMs have used since their birth: profile_ticks FILE
profile_ticks() {
	local side task line fields name
	for side in server client; do
		for task in "/proc/${pids[$([ "$side" = server ] && echo 0 || echo 1)]}/task"/*; do
			{ read -r line <"$task/stat" && read -r name <"$task/comm"; } 2>/dev/null || continue
			case $name in
			usb-share-n*) name="event loop" ;;
			usb-events*) name="libusb events" ;;
			C[12]\ Comp*) name="JIT compilers" ;;
			VM\ Thread) name="garbage collection" ;;
			*) name="other threads" ;;
			esac
			read -ra fields <<<"${line##*) }"
			printf '%s\t%s\n' "$side, $name" "$((fields[11] + fields[12]))"
		done
	done >"$1"
}

# Where the JVMs' time goes while usb-share reads.
measure_profile() {
	local thread ticks
	profile_ticks /run/lab/before
	tool bdev "${node["stick usb-share"]}" read direct "$COMMAND_KIB" "$((2 * SECONDS_EACH))" || { note_failure usb-share profile "$said" && return; }
	profile_ticks /run/lab/after
	[[ $said =~ ([0-9]+)" commands of" ]] || { note_failure usb-share profile "$said" && return; }
	while IFS=$'\t' read -r thread ticks; do
		note usb-share "thread: $thread" "$ticks" "${BASH_REMATCH[1]}"
	done < <(awk -F'\t' 'FNR == NR { sum[$1] -= $2; next } { sum[$1] += $2 } END { for (t in sum) print t "\t" sum[t] }' \
		/run/lab/before /run/lab/after | sort)
}

# Measures everything of one kind under one condition, once. measure_all KIND CONDITION
measure_all() {
	condition=$2
	round_trip=${2%/*}
	local loss=0
	[ "$round_trip" = "$2" ] || loss=${2#*/}
	net_shape "$round_trip" "$loss"
	step "round trip $round_trip ms, loss $loss %: ping says $(net_round_trip) ms"
	case $1 in
	stick)
		on_every_way measure_rate read
		on_every_way measure_rate write
		on_every_way measure_random
		on_every_way measure_control
		[ "$condition" != 0 ] || measure_profile
		;;
	keys) on_every_way measure_event ;;
	serial)
		on_every_way measure_serial in
		on_every_way measure_serial out
		;;
	esac
	note usb-share "memory, server" "$(resident_kib "${pids[0]}")"
	note usb-share "memory, client" "$(resident_kib "${pids[1]}")"
}

# Measures one kind under all conditions. measure_kind KIND ROUNDS CONDITION...
measure_kind() {
	local kind=$1 rounds=$2 round way
	shift 2
	for way in direct "${WAYS[@]}"; do make_gadget "$way" "$kind"; done
	for way in direct "${WAYS[@]}"; do attach_way "$way" "$kind"; done
	step "attached: $kind"
	condition=warm-up round_trip=0
	warm_up "$kind"
	for ((round = 1; round <= rounds; round++)); do
		for condition; do measure_all "$kind" "$condition"; done
	done
	net_shape 0
	detach "$kind-usb-share"
	usbip_detach_all
	for way in direct "${WAYS[@]}"; do gadget_remove "$kind-$way"; done
}

while getopts qer: option; do
	case $option in
	q) kinds=(stick) rounds=1 ;;
	e) enforce=1 ;;
	r) rounds=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))

mkdir -p /run/lab
: >"$RESULTS"
share_ready
wireguard_up
usbip_up
step "starting usb-share"
pair_up
pids=("$(app_file srv pid)" "$(app_file cli pid)")
for kind in "${kinds[@]}"; do measure_kind "$kind" "$rounds" "$@"; done
app_stop cli
app_stop srv

status=0
{
	printf 'Rounds: %s. Linux %s in User-Mode Linux, one virtual CPU. %s. %s\n\n' "$rounds" "$(uname -r)" \
		"$("$JAVA_HOME/bin/java" -version 2>&1 | sed -n 2p)" "${BENCH_HOST:-}"
	awk -f "$LAB_LIB/bench-table.awk" -v enforce="$enforce" "$RESULTS" || status=$?
} >"$LAB_OUT/bench.md"
cat "$LAB_OUT/bench.md"
((failures == 0)) || fail "$failures measurements failed"
exit "$status"
