#!/bin/bash
# End to end: a serial gadget carries data both ways unharmed, and its line settings reach it.
# Run by: lab/e2e serial, or lab/run lab/scripts/e2e-serial.sh
set -euo pipefail
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

case_data() {
	local remote
	pair_up
	remote=$(attach serial)
	"$LAB_BIN/serial_pump" "$(gadget_acm_node serial)" "$(wait_node "$remote" tty)" 1024 both
	detach serial
	must 10 "the kernel's driver is not back" has_driver "$(wait_local serial)" cdc_acm
}

# Prints the line settings that the gadget has: CDC PSTN 1.2, table 17, as hex. line_coding BUS_ID
line_coding() {
	# The driver leaves first: usbfs answers questions to an interface only to its owner.
	[ "$(driver_of "$1" 0)" = none ] || echo "$1:1.0" >/sys/bus/usb/drivers/cdc_acm/unbind
	"$LAB_BIN/usbfs" control "$(usb_node "$1")" 0 0xa1 0x21 0 0 7
}

case_line_settings() {
	local remote port
	pair_up
	remote=$(attach serial)
	port=$(wait_node "$remote" tty)
	stty -F "$port" 9600 cs8 -parenb -cstopb
	stty -F "$port" 230400 cs7 parenb -parodd cstopb
	# 230400, 2 stop bits (2), even parity (2), 7 bits.
	expect "line settings at the gadget" 00840300020207 "$(line_coding "$remote")"
	detach serial
	remote=$(attach serial)
	port=$(wait_node "$remote" tty)
	stty -F "$port" 57600 cs8 parenb parodd -cstopb
	# 57600, 1 stop bit (0), odd parity (1), 8 bits.
	expect "line settings at the gadget" 00e10000000108 "$(line_coding "$remote")"
	detach serial
}

suite_begin
need_modules cdc_acm
share_ready
net_shape 2
gadget_acm serial
run_case "1 MiB each way at once, every byte right" case_data
run_case "speed, parity, stop bits reach the gadget" case_line_settings
suite_end
