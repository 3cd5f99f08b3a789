#!/bin/bash
# End to end: the kernel's own USB tester and a user-space program put transfers of all kinds through: bulk of every size, many
# in flight, unlinks, stalls, control requests, and a process that is killed with URBs pending.
# Run by: lab/e2e transfers, or lab/run lab/scripts/e2e-transfers.sh
set -euo pipefail
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

BULK_OUT=0x02
BULK_IN=0x81

# Runs tests of the kernel's usbtest driver on the attached source/sink gadget. kernel_tests TEST,ITERATIONS,LENGTH,VARY,DEPTH...
kernel_tests() {
	local remote test number status=0
	pair_up
	remote=$(remote_bus_id source) || remote=$(attach source)
	wait_until 5 has_driver "$remote" usbtest || skip "this kernel has no usbtest driver"
	for test; do
		number=${test%%,*}
		# shellcheck disable=SC2086 # the list becomes arguments
		timeout 60 "$LAB_BIN/usbtest" "$(usb_node "$remote")" 0 ${test//,/ } || {
			dmesg | grep -vE 'vhci_hcd: (unlink->|urb->)' | tail -n 5
			echo "$number" >>/run/lab/failed-tests
			status=1
		}
	done
	[ "$status" = 0 ] || fail "usbtest: test $(tr '\n' ' ' </run/lab/failed-tests)failed"
}

# Runs a user-space program on the attached loopback gadget. on_loopback COMMAND ARGUMENT...
on_loopback() {
	local remote
	pair_up
	remote=$(remote_bus_id loopback) || remote=$(attach loopback)
	timeout 60 "$LAB_BIN/usbfs" "$1" "$(usb_node "$remote")" 0 "${@:2}"
}

case_loopback() {
	on_loopback loopback "$BULK_OUT" "$BULK_IN" 2048 16384 8
	on_loopback loopback "$BULK_OUT" "$BULK_IN" 512 512 64
	on_loopback loopback "$BULK_OUT" "$BULK_IN" 2048 65536 2
}

case_unlink() { on_loopback unlink "$BULK_IN" 32 4096 10 && on_loopback loopback "$BULK_OUT" "$BULK_IN" 64 4096 4; }

# A short packet each: the gadget collects whole ones until its buffer is full.
case_stall() { on_loopback stall "$BULK_OUT" "$BULK_IN" 300 && on_loopback loopback "$BULK_OUT" "$BULK_IN" 64 4096 4; }

# Reads that are given up long before their answer can be here: what comes too late is the next read's.
case_impatient() {
	local status=0
	net_shape 40
	on_loopback impatient "$BULK_OUT" "$BULK_IN" 64 4096 10 || status=$?
	net_shape 2
	return "$status"
}

# A process with URBs pending is killed: it must go at once. Unlinks are answered on the client's side, so that a round trip of
# two seconds must not show.
case_kill_pending() {
	local remote pid began took round_trip
	pair_up
	remote=$(remote_bus_id loopback) || remote=$(attach loopback)
	for round_trip in 2 2000; do
		"$LAB_BIN/usbfs" pending "$(usb_node "$remote")" 0 "$BULK_IN" 16 16384 >/run/lab/pending &
		pid=$!
		wait_line /run/lab/pending pending 10 || fail "the URBs were not submitted"
		nap 0.5
		net_shape "$round_trip"
		began=$(uptime_now)
		kill -KILL "$pid"
		until ended "$pid"; do nap 0.01; done
		took=$(awk -v a="$began" -v b="$(uptime_now)" 'BEGIN { printf "%.2f", b - a }')
		wait "$pid" 2>/dev/null || true
		net_shape 2
		step "round trip $round_trip ms: gone $took s after SIGKILL with 16 URBs pending"
		expect_at_most "seconds until a killed process is gone" 1.5 "$took"
	done
	timeout 60 "$LAB_BIN/usbfs" loopback "$(usb_node "$remote")" 0 "$BULK_OUT" "$BULK_IN" 256 16384 4
}

# Whatever was done to the devices, nothing of it is left.
case_idle_after_all() {
	local name
	pair_up
	for name in loopback source; do
		remote_bus_id $name >/dev/null || attach $name >/dev/null
		detach $name
	done
	expect_detached
	must 5 "URBs are left in flight at the server" nothing_in_flight
}

nothing_in_flight() { [ "$(metric srv usbshare_server_urbs_in_flight)" = 0 ]; }

suite_begin
need_modules usbtest 2>/dev/null || true
share_ready
net_shape 2
gadget_source_sink source
gadget_loopback loopback
run_case "usbtest: bulk, fixed and varying sizes" kernel_tests 1,100,512,0,0 2,100,512,0,0 3,100,1024,512,0 4,100,1024,512,0 \
	17,50,512,0,0 18,50,512,0,0
run_case "usbtest: scatter lists, many in flight" kernel_tests 5,20,1024,0,16 6,20,1024,0,16 7,20,1024,512,16 8,20,1024,512,16 \
	27,20,4096,0,32 28,20,4096,0,32
run_case "usbtest: unlink one, unlink from a queue" kernel_tests 11,30,2048,0,0 12,30,2048,0,0 24,30,2048,0,8
run_case "usbtest: halt, clear halt, toggles" kernel_tests 13,10,512,0,0 29,10,512,0,0
run_case "usbtest: control, chapter 9, queued, OUT data" kernel_tests 9,10,0,0,0 10,20,0,0,8 14,20,256,1,0 21,20,256,1,0
run_case "loopback from user space, many URBs in flight" case_loopback
run_case "loopback: 32 pending URBs cancelled, 10 times" case_unlink
run_case "loopback: reads given up after 10 ms at 40 ms lose nothing" case_impatient
run_case "loopback: stalls when halted, works when cleared" case_stall
run_case "a process killed with 16 URBs pending is gone at once" case_kill_pending
run_case "idle in the end" case_idle_after_all
suite_end
