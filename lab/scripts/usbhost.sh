#!/bin/bash
# Checks the server's USB host on a real kernel: libusb, kernel drivers, stalls, unplugging, crashes, limits of usbfs.
# Before, because Maven cannot write inside the machine:
#   mvn -pl usb-share-server -am test-compile dependency:build-classpath -Dmdep.outputFile=target/lab.classpath
# Run by: lab/run -t 600 lab/scripts/usbhost.sh [CHECK...]
set -euo pipefail
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

STATE=/run/usb-share-state
CLASSES=$LAB_REPO/usb-share-server/target
CLASSPATH_FILE=$CLASSES/lab.classpath
ALL="list storage control cancel source memory configuration unplug busy permission cycles crash"

# Sets HOST: the check program with its class path.
host_ready() {
	java_ready
	[ -s "$CLASSPATH_FILE" ] || fail "no $CLASSPATH_FILE: see the head of this script"
	local classpath
	classpath=$CLASSES/classes:$CLASSES/test-classes:$(<"$CLASSPATH_FILE")
	HOST=("${JAVA[@]}" -Xmx256m -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
		-Dio.netty.leakDetection.level=paranoid -cp "$classpath" dev.usbshare.server.usbhost.UsbHostLab "$STATE")
}

# Runs one check of the program and shows what it says.
host() { "${HOST[@]}" "$@" 2>&1 | grep --line-buffered -vE ' (DEBUG|TRACE) ' || fail "check $* failed"; }

check_list() { host list; }

check_storage() {
	host storage SN-hs /run/hs.img
	host stall SN-hs
	host storage SN-ss /run/ss.img
}

check_control() { host control SN-serial; }

check_cancel() { host cancel SN-hs; }

check_source() {
	host source SN-both 64
	host source SN-ss-source 64
}

# usbfs lends 1 MiB, the check wants more: it must wait, not fail.
check_memory() {
	local limit=/sys/module/usbcore/parameters/usbfs_memory_mb before
	before=$(<"$limit")
	echo 1 >"$limit"
	host starve SN-hs
	echo "$before" >"$limit"
}

check_configuration() { host configuration SN-both; }

check_unplug() {
	host unplug SN-ss-source "$GADGETS/ss-source/UDC"
	gadget_plug ss-source
	wait_local ss-source >/dev/null
	host unplug-idle SN-hs "$GADGETS/hs/UDC"
	gadget_plug hs
	wait_local hs >/dev/null
}

# A second process finds the stick in use, and hears by whom.
check_busy() {
	"${HOST[@]}" hold SN-hs >/run/hold.log 2>&1 &
	local holder=$!
	wait_line /run/hold.log HOLDS 30
	HOST=("${HOST[@]/$STATE//run/other-state}")
	host open SN-hs | tee /run/busy.log
	HOST=("${HOST[@]/\/run\/other-state/$STATE}")
	has_line /run/busy.log "LIBUSB_ERROR_BUSY \(-6\): program java \(pid $holder\)" || fail "the holder is not named"
	kill "$holder"
	must 10 "the holder does not end" ended "$holder"
	must 5 "SIGTERM left the stick without its driver" test "$(driver_of "$(wait_local hs)" 0)" = usb-storage
}

# Without the right to open the node, the message names node and remedy.
check_permission() {
	chown nobody "$(usb_node "$(wait_local hs)")"
	setpriv --bounding-set -dac_override,-dac_read_search "${HOST[@]}" open SN-hs 2>&1 | tee /run/permission.log
	chown root "$(usb_node "$(wait_local hs)")"
	has_line /run/permission.log '^open [0-9.-]+ \(/dev/bus/usb/.*LIBUSB_ERROR_ACCESS \(-3\): .*udev' || fail "no clear message"
}

check_cycles() { host cycles SN-hs "${CYCLES:-100}"; }

# Killed while it holds a stick, the next start gives the stick back.
check_crash() {
	local stick holder
	stick=$(wait_local hs)
	"${HOST[@]}" hold SN-hs >/run/hold.log 2>&1 &
	holder=$!
	wait_line /run/hold.log HOLDS 30
	kill -KILL "$holder"
	must 10 "the holder does not die" ended "$holder"
	[ "$(driver_of "$stick" 0)" = none ] || fail "expected no driver after a kill, there is $(driver_of "$stick" 0)"
	cat "$STATE/claims"
	host list
	must 5 "the next start did not give the stick back" test "$(driver_of "$stick" 0)" = usb-storage
	[ "$(wc -l <"$STATE/claims")" = 1 ] || fail "the journal still has claims"
}

need_modules usb_storage sd_mod cdc_acm
fat_image /run/hs.img 32
random_file /run/ss.img 16
# A stick that may stall, as most do.
gadget_new hs 0x1d6b 0x0104 high
gadget_function hs mass_storage.0 stall=1 lun.0/removable=1 lun.0/file=/run/hs.img
gadget_plug hs
gadget_storage ss /run/ss.img super
gadget_acm serial
gadget_source_sink ss-source super
# A device with two configurations: source and sink, loopback.
gadget_new both 0x0525 0xa4a0 high
gadget_function both SourceSink.both
mkdir "$GADGETS/both/configs/c.2" "$GADGETS/both/functions/Loopback.both"
ln -s "$GADGETS/both/functions/Loopback.both" "$GADGETS/both/configs/c.2/"
gadget_plug both
for gadget in hs ss serial ss-source both; do wait_local "$gadget" >/dev/null; done
host_ready
for check in ${*:-$ALL}; do
	step "--- $check"
	"check_$check"
done
step "all is well"
