#!/bin/bash
# Checks the client's kernel side alone: KernelVhci and the bridge with simulated devices in the same process, no network.
# Before, because Maven cannot write inside the machine:
#   mvn -pl usb-share-client -am test-compile dependency:build-classpath -Dmdep.outputFile=target/lab.classpath
# Run by: lab/run lab/scripts/vhci.sh [CHECK...]
set -euo pipefail
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

CLASSES=$LAB_REPO/usb-share-client/target
CLASSPATH_FILE=$CLASSES/lab.classpath
ALL=(obstacle group storage serial keyboard unlink usbtest detach crash cycles)

STICK=1209:0001 SERIAL=1209:0002

# Sets CLASSPATH and PROGRAM, the check program.
program_ready() {
	java_ready
	[ -s "$CLASSPATH_FILE" ] || fail "no $CLASSPATH_FILE: see the head of this script"
	CLASSPATH=$CLASSES/classes:$CLASSES/test-classes:$(<"$CLASSPATH_FILE")
	program_of "$CLASSPATH"
}

# Sets PROGRAM to the check program from a class path, run by a user. program_of CLASSPATH [COMMAND...]
program_of() {
	PROGRAM=("${@:2}" "${JAVA[@]}" -Xmx256m -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED
		--sun-misc-unsafe-memory-access=allow -Dio.netty.leakDetection.level=paranoid
		-cp "$1" dev.usbshare.client.bridge.VhciLab)
}

# Attaches simulated devices. Sets STARTED to the process. plug NAME SPEC...
plug() {
	local log=$LAB_OUT/$1.log
	shift
	"${PROGRAM[@]}" "$@" </dev/null >"$log" 2>&1 &
	STARTED=$!
	wait_line "$log" '^READY' 400 || { cat "$log"; fail "the devices were not attached"; }
	LOG=$log
}

# Detaches by SIGTERM and checks that nothing is left.
unplug() {
	stop_process "$STARTED" 60 || fail "the program did not end"
	no_ghosts
	! grep -E 'LEAK|ENDED [^C]' "$LOG" || fail "see above"
}

# What the kernel says when a peer breaks its rules.
kernel_is_content() {
	! dmesg | grep -E 'vhci_hcd.*(cannot find a urb|unknown pdu|broken pdu|total length|recv.*failed)' ||
		fail "the kernel found fault with the bridge"
}

# Succeeds when no process is stuck in the kernel.
nobody_hangs() { ! grep -qs '^State:[[:space:]]*D' /proc/[0-9]*/status; }

check_obstacle() {
	[ "$LAB_ENGINE" = qemu ] || { step "vhci_hcd is built into this kernel: skipped"; return 0; }
	rmmod vhci_hcd 2>/dev/null || true
	"${PROGRAM[@]}" serial >/run/obstacle 2>&1 && fail "attached without a controller"
	grep -F 'modprobe vhci_hcd' /run/obstacle || { cat /run/obstacle; fail "no remedy was named"; }
	need_modules vhci_hcd
}

# The files that a udev rule gives to a group are all that an attach needs: no root.
check_group() {
	copy_classpath /run/classpath
	program_of "/run/classpath/*:$(printf '%s:' /run/classpath/*/)" setpriv --reuid=65534 --regid=65534 --clear-groups
	"${PROGRAM[@]}" serial >/run/obstacle 2>&1 && fail "attached without permission"
	grep -F 'OBSTACLE open' /run/obstacle || { cat /run/obstacle; fail "no remedy was named"; }
	chgrp 65534 "$VHCI/attach" "$VHCI/detach"
	chmod 0620 "$VHCI/attach" "$VHCI/detach"
	plug group serial
	wait_remote_id "$SERIAL" >/dev/null
	unplug
	program_of "$CLASSPATH"
}

# Copies the class path to where every user may read it. copy_classpath FOLDER
copy_classpath() {
	local entries entry number=0
	mkdir -p "$1"
	IFS=: read -ra entries <<<"$CLASSPATH"
	for entry in "${entries[@]}"; do
		number=$((number + 1))
		if [ -d "$entry" ]; then cp -r "$entry" "$1/$number"; else cp "$entry" "$1/"; fi
	done
	chmod -R a+rX "$1"
}

check_storage() {
	local remote disk sum
	plug storage flash:64MiB
	remote=$(wait_remote_id "$STICK" 60)
	disk=$(wait_disk "$remote")
	random_file /run/data 32
	sum=$(checksum /run/data)
	dd if=/run/data of="/dev/$disk" bs=1M oflag=direct status=none
	drop_caches
	[ "$(checksum "/dev/$disk" 32)" = "$sum" ] || fail "32 MiB changed on the way"
	"$LAB_BIN/bdev" "/dev/$disk" read direct 120 2
	"$LAB_BIN/bdev" "/dev/$disk" read random 4 2
	"$LAB_BIN/ctrl_lat" "$(usb_node "$remote")" 200 status
	unplug
	must 5 "the disk stayed" disk_gone "$disk"
}

# Sends a line to the echo and expects it back. echo_line TTY TEXT
echo_line() {
	local back
	stty -F "$1" raw -echo
	exec 3<>"$1"
	printf '%s\n' "$2" >&3
	read -r -t 5 back <&3 || fail "no echo"
	exec 3>&-
	[ "$back" = "$2" ] || fail "echoed '$back' for '$2'"
}

check_serial() {
	local tty
	need_modules cdc_acm
	plug serial serial
	tty=$(wait_node "$(wait_remote_id "$SERIAL" 60)" tty)
	for i in 1 2 3 4 5; do echo_line "$tty" "line $i"; done
	unplug
}

check_keyboard() {
	local bus_id node
	need_modules usbhid hid_generic evdev
	plug keyboard keyboard:abc
	wait_until 20 keyboard_id || fail "no keyboard"
	bus_id=$(keyboard_id)
	node=$(wait_node "$bus_id" hidraw)
	timeout 20 head -c 48 "$node" | od -An -tx1 | head -3
	unplug
}

keyboard_id() { remote_devices | awk '{ print $1; exit }' | grep .; }

# A reader is killed with URBs pending: it goes at once, and the device still works.
check_unlink() {
	local tty reader i
	need_modules cdc_acm
	plug unlink serial
	tty=$(wait_node "$(wait_remote_id "$SERIAL" 60)" tty)
	for i in 1 2 3 4 5; do
		cat "$tty" >/dev/null &
		reader=$!
		nap 0.5
		kill -KILL "$reader"
		must 2 "a killed reader hangs" ended "$reader"
		wait "$reader" 2>/dev/null || true
		echo_line "$tty" "after reader $i"
	done
	nobody_hangs || fail "something hangs in the kernel"
	unplug
}

# The kernel's tester on the source and sink: many URBs, unlinked one by one and out of a queue.
check_usbtest() {
	local bus_id node test
	need_modules usbtest 2>/dev/null || { step "no usbtest here: skipped"; return 0; }
	[ -d /sys/bus/usb/drivers/usbtest ] || { step "no usbtest here: skipped"; return 0; }
	# As Gadget Zero, the only kind of device that the tester takes.
	JAVA_TOOL_OPTIONS=-Dlab.identity=0525:a4a0 plug usbtest source-sink
	bus_id=$(wait_remote_id 0525:a4a0)
	wait_until 5 is_bound "$bus_id" usbtest || fail "usbtest did not bind"
	node=$(usb_node "$bus_id")
	for test in 1,200,1024,0,0 3,200,1024,512,0 5,30,1024,0,32 7,30,1024,512,32 27,30,4096,0,32 \
		11,200,2048,0,0 12,200,2048,0,0 24,200,2048,0,16; do
		# shellcheck disable=SC2086 # the list becomes arguments
		timeout 100 "$LAB_BIN/usbtest" "$node" 0 ${test//,/ } || { dmesg | tail -5; fail "usbtest ${test%%,*}"; }
	done
	unplug
}

is_bound() { [ "$(driver_of "$1" 0)" = "$2" ]; }

# Somebody detaches by hand while URBs are pending: the program hears of it.
check_detach() {
	local port
	plug detach serial loopback
	nap 2
	for port in $(vhci_attached | awk '{ print $2 }'); do echo "$((10#$port))" >"$VHCI/detach"; done
	wait_until 10 both_ended || fail "the bridges did not hear of it"
	no_ghosts
	stop_process "$STARTED" 60
}

both_ended() { [ "$(grep -c 'ENDED KernelDetached' "$LOG")" = 2 ]; }

# SIGKILL in the middle of transfers: no port stays taken, nobody hangs, and the next start is as the first.
check_crash() {
	local disk i
	for i in 1 2 3; do
		plug crash flash:64MiB serial
		disk=$(wait_disk "$(wait_remote_id "$STICK" 60)")
		dd if=/dev/zero of="/dev/$disk" bs=1M count=60 oflag=direct status=none 2>/dev/null &
		nap 0.3
		kill -KILL "$STARTED"
		no_ghosts
		must 20 "the disk stayed" disk_gone "$disk"
		wait 2>/dev/null || true
	done
	nobody_hangs || fail "something hangs in the kernel"
}

check_cycles() {
	local i
	for i in 1 2 3 4 5; do
		plug cycles serial loopback source-sink keyboard flash:1MiB
		[ "$(vhci_attached | wc -l)" = 5 ] || fail "$(vhci_attached)"
		unplug
	done
}

program_ready
[ "$LAB_ENGINE" = uml ] || need_modules vhci_hcd
[ $# -gt 0 ] || set -- "${ALL[@]}"
for check; do
	step "$check"
	"check_$check"
	kernel_is_content
done
step "the client's kernel side works"
