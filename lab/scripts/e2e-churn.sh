#!/bin/bash
# End to end: a hundred attachments leave nothing behind in either process.
# Run by: lab/e2e churn, or lab/run -t 600 lab/scripts/e2e-churn.sh [CYCLES]
set -euo pipefail
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

CYCLES=${1:-100}
WARM_UP=10
# What may differ between two moments of a healthy process: a pooled connection, a thread of the management side.
MORE_FDS=4
MORE_THREADS=4
MORE_BUFFER_BYTES=65536
MORE_DIRECT_BYTES=2097152

# One cycle: attach, seen by the kernel and enumerated, detach, gone at both ends.
cycle() {
	local bus_id answer
	bus_id=$(local_bus_id stick)
	answer=$(manage cli POST attachments "{\"server\":\"$SERVER_NAME\",\"device\":\"$bus_id\"}") || fail "attach: $answer"
	must 15 "the stick did not arrive" remote_bus_id stick
	answer=$(manage cli DELETE "attachments/$(attachment_id "$bus_id")") || fail "detach: $answer"
	must 15 "the stick did not leave" remote_gone stick
	must 15 "the server did not release the stick" released "$bus_id"
}

attachment_id() { attachments | awk -v bus_id="$1" '$2 == bus_id { print $1 }'; }

# Prints what a side's process holds: file descriptors, threads, bytes in buffers, bytes of direct memory, resident KiB.
holdings() {
	local pid
	pid=$(app_file "$1" pid)
	jcmd_gc "$pid"
	printf '%s %s %s %s %s\n' "$(fd_count "$pid")" "$(thread_count "$pid")" \
		"$(metric "$1" "usbshare_$2_buffers_bytes")" "$(metric "$1" jvm_buffer_memory_used_bytes 'id="direct"')" \
		"$(resident_kib "$pid")"
}

# Has a JVM collect its garbage: direct buffers are freed by that.
jcmd_gc() { "$JAVA_HOME/bin/jcmd" "$1" GC.run >/dev/null; }

# compare SIDE BEFORE AFTER
compare() {
	local before after names=(fds threads buffers direct resident) most
	read -ra before <<<"$2"
	read -ra after <<<"$3"
	most=("$MORE_FDS" "$MORE_THREADS" "$MORE_BUFFER_BYTES" "$MORE_DIRECT_BYTES")
	expect "numbers measured on $1" "5 5" "${#before[@]} ${#after[@]}"
	for i in 0 1 2 3; do
		expect_at_most "$1: more ${names[i]} after $CYCLES cycles (${before[i]} to ${after[i]})" "${most[i]}" \
			"$((after[i] - before[i]))"
	done
}

case_churn() {
	local i srv cli
	pair_up
	must 10 "the server does not offer the stick" offered "$(wait_local stick)"
	for ((i = 0; i < WARM_UP; i++)); do cycle; done
	srv=$(holdings srv server) cli=$(holdings cli client)
	step "after $WARM_UP cycles, fds threads buffers direct KiB: server $srv, client $cli"
	for ((i = 0; i < CYCLES; i++)); do cycle; done
	step "after $((WARM_UP + CYCLES)) cycles: server $(holdings srv server), client $(holdings cli client)"
	compare server "$srv" "$(holdings srv server)"
	compare client "$cli" "$(holdings cli client)"
	expect_detached
	must 10 "the kernel's driver is not back" has_driver "$(wait_local stick)" usb-storage
}

suite_begin
share_ready
net_shape 2
truncate -s 16M /run/stick.img
gadget_storage stick /run/stick.img high
run_case "$CYCLES attach and detach: fds, threads, ports, buffers" case_churn
suite_end
