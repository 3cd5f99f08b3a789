#!/bin/bash
# End to end: keys typed at a keyboard gadget arrive, all of them and in order; its LED can be lit.
# Run by: lab/e2e keyboard, or lab/run lab/scripts/e2e-keyboard.sh
set -euo pipefail
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

# type_keys ROUND_TRIP_MS COUNT
type_keys() {
	local remote
	net_shape "$1"
	pair_up
	remote=$(attach keyboard)
	"$LAB_BIN/key_pump" "$(gadget_hid_node keyboard)" "$(wait_node "$remote" hidraw)" "$(wait_node "$remote" input event)" "$2"
	detach keyboard
	must 10 "the kernel's driver is not back" has_driver "$(wait_local keyboard)" usbhid
}

suite_begin
need_modules usbhid hid_generic evdev
share_ready
gadget_keyboard keyboard
run_case "500 keys at 2 ms: same reports, same key presses, LED" type_keys 2 500
run_case "50 keys at 40 ms" type_keys 40 50
suite_end
