#!/bin/bash
# End to end: what happens when a device is pulled out, a process ends or is killed, or the network goes away.
# Run by: lab/e2e faults, or lab/run -t 600 lab/scripts/e2e-faults.sh
set -euo pipefail
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

# The longest silence before a peer counts as gone, in seconds, and what cleaning up after it may take on top.
IDLE_SECONDS=8
CLEAN_UP_SECONDS=5
# A server that is back is dialled again within this.
REDIAL_SECONDS=60

# Has stick and keyboard attached by the client's rules, and the stick readable.
both_attached() {
	pair_up
	wait_remote stick "$REDIAL_SECONDS" >/run/lab/stick
	wait_remote keyboard "$REDIAL_SECONDS" >/dev/null
	check_stick
}

# The stick holds what it should, read through vhci.
check_stick() {
	local disk
	disk=$(wait_disk "$(wait_remote stick "$REDIAL_SECONDS")")
	drop_caches
	expect "checksum of the stick" "$(</run/lab/sum)" "$(timeout 60 head -c 1M "/dev/$disk" | sha256sum | cut -c 1-64)"
}

# Both devices are with the server's own kernel, whose drivers are bound, and none is on vhci.
check_given_back() {
	must "$1" "the kernel's driver is not back on the stick at the server" has_driver "$(wait_local stick)" usb-storage
	must 5 "the kernel's driver is not back on the keyboard at the server" has_driver "$(wait_local keyboard)" usbhid
}

# Prints the seconds until a command succeeds, at most LIMIT. seconds_until LIMIT COMMAND...
seconds_until() {
	local limit=$1 began now
	shift
	began=$(uptime_now)
	until "$@"; do
		nap 0.02
		now=$(uptime_now)
		((${now%.*} - ${began%.*} <= limit)) || break
	done
	awk -v a="$began" -v b="$(uptime_now)" 'BEGIN { printf "%.2f\n", b - a }'
}

# Reads the stick for ever, past the cache, in the background. Sets READER.
start_reading() {
	"$LAB_BIN/bdev" "/dev/$(wait_disk "$(wait_remote stick)")" read direct 64 600 >/run/lab/reader 2>&1 &
	READER=$!
	nap 1
	running "$READER" || fail "the reader ended at once: $(</run/lab/reader)"
}

# The reader got an error and ended: nobody hangs on a device that has gone.
check_reader_ended() { must 10 "a program reading the stick hangs: $(grep State "/proc/$READER/status" 2>/dev/null)" ended "$READER"; }

case_unplug() {
	local took
	both_attached
	start_reading
	gadget_unplug stick
	took=$(seconds_until 20 remote_gone stick)
	step "unplugged under load: gone from the client after $took s"
	expect_at_most "seconds until an unplugged device is gone at the client" 2 "$took"
	check_reader_ended
	expect "ports of vhci in use, the keyboard's" 1 "$(vhci_attached | wc -l)"
	gadget_plug stick
	took=$(seconds_until 30 remote_bus_id stick >/dev/null && echo)
	check_stick
}

case_server_term() {
	local took pid
	both_attached
	start_reading
	pid=$(app_file srv pid)
	app_signal srv TERM
	took=$(seconds_until 20 vhci_empty)
	step "server stopped: devices gone from the client after $took s"
	expect "exit code of the server" 143 "$(app_exit srv)"
	expect_at_most "seconds until the client has no devices of a stopped server" 3 "$took"
	check_reader_ended
	check_given_back 5
	expect "claims left in the journal" 0 "$(claims_left)"
	ended "$pid" || fail "the server is still there"
	both_attached
}

# Prints how many devices the server's journal has as taken.
claims_left() { find /run/lab/srv/state -name claims -exec sed 1d {} + | wc -l; }

case_server_kill() {
	local took
	both_attached
	start_reading
	app_signal srv KILL
	took=$(seconds_until 60 vhci_empty)
	step "server killed: devices gone from the client after $took s"
	expect "exit code of the killed server" 137 "$(app_exit srv)"
	expect_at_most "seconds until the client gives up a silent server" $((IDLE_SECONDS + CLEAN_UP_SECONDS)) "$took"
	check_reader_ended
	# Otherwise the next start would have nothing to give back.
	expect "driver of the stick while nobody cares for it" none "$(driver_of "$(wait_local stick)" 0)"
	expect "claims left in the journal" 2 "$(claims_left)"
	app_stop cli
	app_start srv
	app_ready srv
	check_given_back 10
	expect "claims left in the journal" 0 "$(claims_left)"
	both_attached
}

case_client_term() {
	both_attached
	start_reading
	app_signal cli TERM
	expect "exit code of the client" 143 "$(app_exit cli)"
	no_ghosts 2
	check_reader_ended
	check_given_back 5
	both_attached
}

case_client_kill() {
	local began
	both_attached
	start_reading
	began=$(uptime_now)
	app_signal cli KILL
	expect "exit code of the killed client" 137 "$(app_exit cli)"
	no_ghosts 3
	check_reader_ended
	check_given_back $((IDLE_SECONDS + CLEAN_UP_SECONDS))
	step "client killed: given back at the server after $(awk -v a="$began" -v b="$(uptime_now)" 'BEGIN { printf "%.1f", b - a }') s"
	both_attached
}

case_network_cut() {
	local took
	both_attached
	start_reading
	net_cut
	took=$(seconds_until 60 vhci_empty)
	step "network cut: devices gone from the client after $took s"
	expect_at_most "seconds until the client gives up a silent server" $((IDLE_SECONDS + CLEAN_UP_SECONDS)) "$took"
	check_reader_ended
	check_given_back $((CLEAN_UP_SECONDS + 5))
	net_shape 2
	took=$(seconds_until "$REDIAL_SECONDS" remote_bus_id stick | tail -n 1)
	step "network mended: attached again after $took s"
	check_stick
	wait_remote keyboard 10 >/dev/null
}

# A cut shorter than the time-out costs time, nothing else.
case_short_cut() {
	local disk devices
	both_attached
	disk=$(wait_disk "$(wait_remote stick)")
	devices=$(remote_devices)
	drop_caches
	timeout 60 head -c 16M "/dev/$disk" | sha256sum | cut -c 1-64 >/run/lab/read &
	nap 0.3
	net_cut
	nap 4
	net_shape 2
	wait $! || fail "reading did not survive a network cut of 4 s"
	expect "checksum of what was read across the cut" "$(</run/lab/long-sum)" "$(</run/lab/read)"
	expect "devices on vhci" "$devices" "$(remote_devices)"
}

case_stop_in_order() {
	app_stop cli
	app_stop srv
	no_ghosts
	check_given_back 5
}

suite_begin
need_modules usbhid hid_generic
share_ready
client_config 1d6b:0104 1d6b:0106 >/run/lab/cli/config.yml
net_shape 2
random_file /run/stick.img 32
head -c 1M /run/stick.img | sha256sum | cut -c 1-64 >/run/lab/sum
head -c 16M /run/stick.img | sha256sum | cut -c 1-64 >/run/lab/long-sum
gadget_storage stick /run/stick.img super
gadget_keyboard keyboard
run_case "unplug under load: gone in 2 s, back by rule" case_unplug
run_case "network cut for 4 s: nothing is lost" case_short_cut
run_case "network cut beyond the time-out: clean, then back" case_network_cut
run_case "server SIGTERM: 143, drivers back, client clean" case_server_term
run_case "client SIGTERM: 143, no port, drivers back" case_client_term
run_case "client SIGKILL: no port, drivers back" case_client_kill
run_case "server SIGKILL: client clean, drivers back at next start" case_server_kill
run_case "both end in order" case_stop_in_order
suite_end
