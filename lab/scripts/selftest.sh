#!/bin/bash
# Checks the lab itself: gadgets appear, vhci is there, and the kernel's own USB/IP carries a stick from srv to cli.
# Run by: lab/run lab/scripts/selftest.sh, and the same with -e qemu.
set -euo pipefail
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

# Gadgets of several kinds get their drivers, and leave when unplugged.
check_gadgets() {
	local keyboard serial
	need_modules usbhid hid_generic evdev cdc_acm
	gadget_keyboard keyboard
	gadget_acm serial
	gadget_source_sink source
	keyboard=$(wait_local keyboard)
	serial=$(wait_local serial)
	wait_local source >/dev/null
	step "keyboard $keyboard is $(wait_node "$keyboard" hidraw), its reports go to $(gadget_hid_node keyboard)"
	step "serial port $serial is $(wait_node "$serial" tty), at the gadget $(gadget_acm_node serial)"
	"$LAB_BIN/hid_lat" "$(gadget_hid_node keyboard)" "$(wait_node "$keyboard" hidraw)" 20
	"$LAB_BIN/serial_pump" "$(gadget_acm_node serial)" "$(wait_node "$serial" tty)" 64
	gadget_unplug keyboard
	must 5 "the keyboard stayed after being unplugged" test ! -e "/sys/bus/usb/devices/$keyboard"
	gadget_plug keyboard
	wait_local keyboard >/dev/null
	gadget_remove keyboard
	gadget_remove serial
	gadget_remove source
	step "gadgets come and go"
}

# A stick is shared by the kernel's USB/IP, attached across the namespaces, read, checked and detached.
check_usbip() {
	local bus_id remote disk expected
	fat_image /run/stick.img 32
	random_file /run/data 16
	expected=$(checksum /run/data)
	copy_into_image /run/stick.img /run/data
	gadget_storage stick /run/stick.img super
	bus_id=$(wait_local stick)
	step "stick at $bus_id, $(usb_speed "$bus_id") Mbit/s, disk $(wait_disk "$bus_id")"

	net_up
	net_shape 2
	step "round trip between the namespaces: $(net_round_trip) ms"
	net_shape 0
	usbip_up
	vhci_empty || fail "vhci is not empty at the start"
	step "vhci has $(vhci_ports) ports, all free"
	usbip_share "$bus_id"
	usbip_attach "$bus_id"
	remote=$(wait_remote stick)
	[ "$(wait_remote_id 1d6b:0104)" = "$remote" ] || fail "two ways to find the stick on vhci disagree: $(remote_devices)"
	disk=$(wait_disk "$remote")
	step "attached as $remote, disk $disk, $(vhci_attached | wc -l) port in use"
	"$LAB_BIN/ctrl_lat" "$(usb_node "$remote")" 50

	mkdir -p /run/stick
	mount "/dev/$disk" /run/stick
	[ "$(checksum /run/stick/data)" = "$expected" ] || fail "16 MiB came over USB/IP changed"
	cp /run/data /run/stick/copy 2>/dev/null && fail "32 MB took a second copy of 16 MiB"
	rm -f /run/stick/copy
	umount /run/stick
	"$LAB_BIN/bdev" "/dev/$disk" read direct 1024 1
	step "16 MiB read and the same"

	usbip_detach_all
	must 5 "the disk stayed after detaching" disk_gone "$disk"
	no_ghosts
	step "detached, no ghost"
}

# What a script may count on.
check_surroundings() {
	[ "$(pwd)" = "$LAB_REPO" ] || fail "the script did not start in the repository"
	touch /etc/made-in-the-lab && [ -w "$LAB_OUT" ] || fail "the file system is not writable"
	step "Linux $(uname -r), $LAB_ENGINE, JAVA_HOME=${JAVA_HOME:-none}, TSC_HZ=${TSC_HZ:-none}, $(fd_count $$) files open"
}

check_surroundings
check_gadgets
check_usbip
step "the lab works"
