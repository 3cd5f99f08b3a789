# shellcheck shell=bash
# Finding USB devices, and the state of vhci, in /sys.
#
# A bus id is the kernel's own name of a device, such as 3-1. A device shared and attached inside one machine is there
# twice with one serial number: once under dummy_hcd (the gadget), once under vhci_hcd. Hence local_ and remote_ below.

VHCI=/sys/devices/platform/vhci_hcd.0

# Prints the value of a sysfs attribute, nothing if there is none. attribute FILE
attribute() {
	local value=
	{ read -r value <"$1"; } 2>/dev/null
	printf '%s\n' "$value"
}

# Prints the bus id of a gadget at its own end, if the host side knows it yet. local_bus_id NAME
local_bus_id() {
	local device serial
	for device in /sys/devices/platform/dummy_hcd.*/usb*/*-*/serial; do
		{ read -r serial <"$device"; } 2>/dev/null || continue
		[ "$serial" = "SN-$1" ] && device=${device%/serial} && printf '%s\n' "${device##*/}" && return
	done
	return 1
}

# Prints the bus id of a gadget's copy at the far end of USB/IP (ours or the kernel's). remote_bus_id NAME
remote_bus_id() {
	local device serial
	for device in /sys/devices/platform/vhci_hcd.*/usb*/*-*/serial; do
		{ read -r serial <"$device"; } 2>/dev/null || continue
		[ "$serial" = "SN-$1" ] && device=${device%/serial} && printf '%s\n' "${device##*/}" && return
	done
	return 1
}

# Waits for a gadget to be enumerated and prints its bus id. wait_local NAME [SECONDS]
wait_local() {
	wait_until "${2:-10}" local_bus_id "$1" || fail "gadget $1 was not enumerated by its own host"
	local_bus_id "$1"
}

# Waits for a gadget to arrive over USB/IP and prints its bus id there. wait_remote NAME [SECONDS]
wait_remote() {
	wait_until "${2:-20}" remote_bus_id "$1" || fail "gadget $1 did not arrive on vhci"
	remote_bus_id "$1"
}

# Prints every device on vhci, one to a line: bus id, vendor:product, serial number.
remote_devices() {
	local device
	for device in /sys/devices/platform/vhci_hcd.*/usb*/*-*/idVendor; do
		device=${device%/idVendor}
		[ -e "$device/idVendor" ] || continue
		printf '%s %s:%s %s\n' "${device##*/}" "$(attribute "$device/idVendor")" "$(attribute "$device/idProduct")" \
			"$(attribute "$device/serial")"
	done
}

# Prints the bus id of the first device on vhci with a vendor:product. remote_by_id VENDOR:PRODUCT
remote_by_id() {
	local bus_id id
	while read -r bus_id id _; do
		[ "$id" = "$1" ] && printf '%s\n' "$bus_id" && return
	done < <(remote_devices)
	return 1
}

# Waits for a device on vhci that is no gadget of ours (a simulated one, say), prints its bus id. wait_remote_id VENDOR:PRODUCT [SECONDS]
wait_remote_id() {
	wait_until "${2:-20}" remote_by_id "$1" || fail "no device $1 arrived on vhci; there are: $(remote_devices)"
	remote_by_id "$1"
}

# Succeeds once a gadget is no longer on vhci. remote_gone NAME
remote_gone() { ! remote_bus_id "$1" >/dev/null; }

# Prints the usbfs node of a device. usb_node BUS_ID
usb_node() {
	printf '/dev/bus/usb/%03d/%03d\n' "$(attribute "/sys/bus/usb/devices/$1/busnum")" "$(attribute "/sys/bus/usb/devices/$1/devnum")"
}

# Prints a device's speed in Mbit/s. usb_speed BUS_ID
usb_speed() { attribute "/sys/bus/usb/devices/$1/speed"; }

# Prints the driver of a device's interface, "none" without one. driver_of BUS_ID INTERFACE_NUMBER
driver_of() {
	local driver
	for driver in "/sys/bus/usb/devices/$1/$1":*".$2"/driver; do
		[ -e "$driver" ] && driver=$(readlink "$driver") && printf '%s\n' "${driver##*/}" && return
	done
	echo none
}

# Prints the first entry of a class that belongs to a device. class_device BUS_ID CLASS [NAME_PREFIX]
# For example: class_device 3-1 tty, class_device 3-1 hidraw, class_device 5-1 input event, class_device 3-1 net
class_device() {
	local interface="/sys/bus/usb/devices/$1/$1:" entry
	# Right below the interface, below a port or HID device of it, or (input) one level further down.
	for entry in "$interface"*/"$2/${3:-}"* "$interface"*/*/"$2/${3:-}"* "$interface"*/*/"$2"/*/"${3:-}"*; do
		[ -e "$entry" ] && printf '%s\n' "${entry##*/}" && return
	done
	return 1
}

# Waits for a device's node in /dev and prints it. wait_node BUS_ID CLASS [NAME_PREFIX] [SECONDS]
wait_node() {
	local name
	wait_until "${4:-10}" class_device "$1" "$2" "${3:-}" || fail "$1 got no $2 device"
	name=$(class_device "$1" "$2" "${3:-}")
	case $2 in input) name=input/$name ;; esac
	printf '/dev/%s\n' "$name"
}

# Prints vhci's rows that are in use, in the kernel's own columns: hub port sta spd dev sockfd local_busid.
vhci_attached() {
	local file hub port state rest
	for file in "$VHCI"/status*; do
		while read -r hub port state rest; do
			# 004 is a free port (VDEV_ST_NULL); the header has no number there.
			[[ $state =~ ^[0-9]+$ ]] && [ "$state" != 004 ] && printf '%s %s %s %s\n' "$hub" "$port" "$state" "$rest"
		done <"$file"
	done
	return 0
}

# Prints the number of vhci's ports, over all controllers.
vhci_ports() { cat "$VHCI"/status* | grep -cE '^(hs|ss)'; }

# Succeeds if no vhci port is in use.
vhci_empty() { [ -z "$(vhci_attached)" ]; }

# Ends the script if a vhci port is still in use after a while: a ghost, which only a reboot removes. no_ghosts [SECONDS]
no_ghosts() { wait_until "${1:-10}" vhci_empty || fail "vhci ports still in use: $(vhci_attached)"; }
