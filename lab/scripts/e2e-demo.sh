#!/bin/bash
# End to end: bin/demo, whose simulated devices the real kernel takes for real.
# Run by: lab/e2e demo, or lab/run lab/scripts/e2e-demo.sh
set -euo pipefail
# Nothing here reaches out.
export USB_SHARE_NETWORK_OFFLINE=${USB_SHARE_NETWORK_OFFLINE-true} USB_SHARE_NETWORK_LAN=${USB_SHARE_NETWORK_LAN-false}
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

case_demo() {
	local status=0
	env ${JAVA_ENV[@]+"${JAVA_ENV[@]}"} USB_SHARE_JAVA_HOME="$JAVA_HOME" USB_SHARE_JAVA_OPTS="-XX:TieredStopAtLevel=1" \
		DEMO_PATIENCE=300 \
		"$LAB_REPO/bin/demo" --kernel >"$LAB_OUT/demo.log" 2>&1 || status=$?
	cat "$LAB_OUT/demo.log"
	expect "exit code of bin/demo" 0 "$status"
	expect_line "$LAB_OUT/demo.log" '^OK: 5 devices'
	no_ghosts
	expect "services that bin/demo left" "" "$(pgrep -f usb-share-server.jar || true)"
}

suite_begin
need_modules vhci_hcd usb_storage sd_mod cdc_acm usbhid hid_generic evdev vfat ext4 nls_cp437 nls_ascii
java_ready
run_case "bin/demo --kernel" case_demo
suite_end
