#!/bin/bash
# Measures what there is to beat: a stick locally, over the kernel's USB/IP, and over that inside WireGuard.
# Usage: lab/run -t 900 lab/scripts/baseline.sh [high|super] [ROUND_TRIP_MS...]
# Direct commands are pinned to 120 KiB, so that those rows compare. Contents of the stick are destroyed.
set -euo pipefail
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

COMMAND_KIB=120
SECONDS_EACH=3

# Measures the disk and the control latency of a device. measure LABEL BUS_ID
measure() {
	local disk
	disk=$(wait_disk "$2")
	bench_disk "$1" "$disk" "$SECONDS_EACH" write "$COMMAND_KIB"
	"$LAB_BIN/ctrl_lat" "$(usb_node "$2")" 30
}

# Attaches the stick through an address, measures and detaches. measure_usbip LABEL ADDRESS
measure_usbip() {
	usbip_attach "$bus_id" "$2"
	measure "$1" "$(wait_remote stick)"
	usbip_detach_all
}

speed=${1:-super}
shift || true
(($#)) || set -- 0 10 40 100
truncate -s 64M /run/stick.img
gadget_storage stick /run/stick.img "$speed"
bus_id=$(wait_local stick)
measure "local, $speed speed" "$bus_id"
net_up
wireguard_up
usbip_up
usbip_share "$bus_id"
for round_trip; do
	net_shape "$round_trip"
	step "round trip $(net_round_trip) ms"
	measure_usbip "usbip, $round_trip ms" "$SRV_IP"
	measure_usbip "usbip over WireGuard, $round_trip ms" "$SRV_WG_IP"
done
