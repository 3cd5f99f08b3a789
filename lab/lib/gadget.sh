# shellcheck shell=bash
# USB devices out of nothing: configfs gadgets on dummy_hcd. Each takes a name, which becomes its serial number SN-NAME.
#
# SPEED is full, high (the default) or super. Each gadget takes the next free port of $LAB_UDCS.
# dummy_hcd has no isochronous endpoints: audio and video gadgets do not bind to it.

GADGETS=/sys/kernel/config/usb_gadget

# Gets the drivers for gadgets in place. Called by gadget_new.
gadgets_up() {
	[ -d /sys/class/udc/dummy_udc.0 ] && return
	need_modules libcomposite
	[ "$LAB_ENGINE" = uml ] || modprobe dummy_hcd num="$LAB_UDCS" is_super_speed=1
	mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
	must 5 "no gadget ports: is dummy_hcd in this kernel?" test -d /sys/class/udc/dummy_udc.0
}

# Writes attributes into a configfs folder. configure FOLDER ATTRIBUTE=VALUE...
configure() {
	local folder=$1 pair
	shift
	for pair; do
		printf '%s\n' "${pair#*=}" >"$folder/${pair%%=*}" || fail "the kernel refused $pair in $folder"
	done
}

# Makes an empty gadget with strings and one configuration. gadget_new NAME VENDOR PRODUCT [SPEED]
gadget_new() {
	local gadget=$GADGETS/$1
	gadgets_up
	mkdir "$gadget" || fail "there is a gadget $1 already"
	configure "$gadget" idVendor="$2" idProduct="$3" bcdUSB=0x0200 bcdDevice=0x0100 max_speed="${4:-high}-speed"
	mkdir "$gadget/strings/0x409" "$gadget/configs/c.1" "$gadget/configs/c.1/strings/0x409"
	configure "$gadget/strings/0x409" manufacturer="usb-share lab" product="lab $1" serialnumber="SN-$1"
	configure "$gadget/configs/c.1/strings/0x409" configuration=lab
	configure "$gadget/configs/c.1" MaxPower=100
}

# Adds a function to a gadget's configuration. gadget_function NAME TYPE.INSTANCE [ATTRIBUTE=VALUE...]
gadget_function() {
	local name=$1 folder=$GADGETS/$1/functions/$2
	mkdir "$folder" || fail "this kernel has no gadget function ${2%%.*}"
	shift 2
	configure "$folder" "$@"
	ln -s "$folder" "$GADGETS/$name/configs/c.1/"
}

# Prints a gadget port that nobody uses.
free_udc() {
	local udc function
	for udc in /sys/class/udc/dummy_udc.*; do
		function=
		{ read -r function <"$udc/function"; } 2>/dev/null
		[ -n "$function" ] || { printf '%s\n' "${udc##*/}" && return; }
	done
	fail "all gadget ports are taken: start the lab with LAB_UDCS=16"
}

# Plugs a gadget in, at a free port. gadget_plug NAME
gadget_plug() {
	local udc
	udc=$(free_udc) || exit 1
	printf '%s\n' "$udc" >"$GADGETS/$1/UDC" || fail "gadget $1 could not be plugged into $udc"
}

# Unplugs a gadget, as if by hand: the host sees a disconnect. gadget_unplug NAME
gadget_unplug() { echo >"$GADGETS/$1/UDC"; }

# Unplugs a gadget and removes it for good. gadget_remove NAME
gadget_remove() {
	local gadget=$GADGETS/$1 link
	{ echo >"$gadget/UDC"; } 2>/dev/null
	for link in "$gadget"/configs/c.1/*.*; do [ ! -L "$link" ] || rm "$link"; done
	[ ! -d "$SCSI_TARGET/core/fileio_0/$1" ] || remove_scsi_target "$1"
	rmdir "$gadget/configs/c.1/strings/0x409" "$gadget/configs/c.1" "$gadget"/functions/* "$gadget/strings/0x409" "$gadget"
}

# A USB stick (Bulk-Only Transport) over an image file. gadget_storage NAME FILE [SPEED]
gadget_storage() {
	gadget_new "$1" 0x1d6b 0x0104 "${3:-}"
	gadget_function "$1" mass_storage.0 lun.0/removable=1 lun.0/file="$2"
	gadget_plug "$1"
}

# Where the kernel's SCSI target is configured; the UAS gadget stands on it.
SCSI_TARGET=/sys/kernel/config/target

# Prints the world wide name that a UAS gadget gets. scsi_name NAME
scsi_name() {
	local sum
	sum=$(cksum <<<"$1")
	printf 'naa.6001405%09x\n' "${sum%% *}"
}

# A disk that speaks USB Attached SCSI over an image file. gadget_uas NAME FILE
# One at a time (the kernel's function has one instance), only in UML (Debian's kernel lacks the function), and always at high
# speed: at super speed UAS wants streams, dummy_hcd has none, and the function's fallback to Bulk-Only is broken in Linux 6.1.
gadget_uas() {
	local port store=$SCSI_TARGET/core/fileio_0/$1
	gadget_new "$1" 0x1d6b 0x0110 high
	# The function comes first: the target's port looks for one that is free.
	mkdir "$GADGETS/$1/functions/tcm.0" || fail "no UAS gadget: there is one already, or this kernel has none"
	mkdir -p "$store"
	configure "$store" control="fd_dev_name=$2,fd_dev_size=$(stat -c %s "$2")" enable=1
	port=$SCSI_TARGET/usb_gadget/$(scsi_name "$1")/tpgt_1
	mkdir -p "$port/lun/lun_0"
	ln -s "$store" "$port/lun/lun_0/disk"
	configure "$port" nexus="$(scsi_name "$1")" enable=1
	ln -s "$GADGETS/$1/functions/tcm.0" "$GADGETS/$1/configs/c.1/"
	gadget_plug "$1"
}

# Takes down what gadget_uas made in the SCSI target. remove_scsi_target NAME
remove_scsi_target() {
	local fabric
	fabric=$SCSI_TARGET/usb_gadget/$(scsi_name "$1")
	# The logical unit leaves first: a nexus is not given up while its port has one.
	rm "$fabric/tpgt_1/lun/lun_0/disk"
	rmdir "$fabric/tpgt_1/lun/lun_0"
	echo NULL >"$fabric/tpgt_1/nexus"
	rmdir "$fabric/tpgt_1" "$fabric" "$SCSI_TARGET/core/fileio_0/$1"
}

# A serial port: /dev/ttyGS<n> at the gadget, /dev/ttyACM<n> at a host. gadget_acm NAME [SPEED]
gadget_acm() {
	gadget_new "$1" 0x1d6b 0x0105 "${2:-}"
	gadget_function "$1" "acm.$1"
	gadget_plug "$1"
}

# A HID device from its report descriptor. gadget_hid NAME PRODUCT PROTOCOL REPORT_BYTES DESCRIPTOR_HEX [SPEED]
gadget_hid() {
	gadget_new "$1" 0x1d6b "$2" "${6:-}"
	local folder=$GADGETS/$1/functions/hid.$1
	mkdir "$folder"
	configure "$folder" protocol="$3" subclass=1 report_length="$4"
	printf '%b' "$(sed 's/ //g; s/../\\x&/g' <<<"$5")" >"$folder/report_desc"
	ln -s "$folder" "$GADGETS/$1/configs/c.1/"
	gadget_plug "$1"
}

# Boot-protocol keyboard: modifiers, reserved, LEDs out, six key codes (HID 1.11, appendix B.1).
KEYBOARD_DESCRIPTOR="0501 0906 a101 0507 19e0 29e7 1500 2501 7501 9508 8102 9501 7508 8103
 9505 7501 0508 1901 2905 9102 9501 7503 9103 9506 7508 1500 2565 0507 1900 2965 8100 c0"
# Boot-protocol mouse: three buttons, relative x and y (HID 1.11, appendix B.2).
MOUSE_DESCRIPTOR="0501 0902 a101 0901 a100 0509 1901 2903 1500 2501 9503 7501 8102 9501 7505 8103
 0501 0930 0931 1581 257f 7508 9502 8106 c0c0"

# A keyboard; reports of 8 bytes are written to its /dev/hidg<n> (gadget_hid_node). gadget_keyboard NAME [SPEED]
gadget_keyboard() { gadget_hid "$1" 0x0106 1 8 "${KEYBOARD_DESCRIPTOR//$'\n'/}" "${2:-}"; }

# A mouse; reports of 3 bytes. gadget_mouse NAME [SPEED]
gadget_mouse() { gadget_hid "$1" 0x0107 2 3 "${MOUSE_DESCRIPTOR//$'\n'/}" "${2:-}"; }

# Prints the gadget-side node of a HID gadget. gadget_hid_node NAME
gadget_hid_node() {
	local number
	number=$(attribute "$GADGETS/$1/functions/hid.$1/dev")
	printf '/dev/hidg%s\n' "${number##*:}"
}

# Prints the gadget-side node of a serial gadget. gadget_acm_node NAME
gadget_acm_node() { printf '/dev/ttyGS%s\n' "$(attribute "$GADGETS/$1/functions/acm.$1/port_num")"; }

# Bulk source and sink, driven by usbtest or by libusb. gadget_source_sink NAME [SPEED]
gadget_source_sink() {
	need_modules usb_f_ss_lb
	gadget_new "$1" 0x0525 0xa4a0 "${2:-}"
	gadget_function "$1" "SourceSink.$1"
	gadget_plug "$1"
}

# Bulk loopback: what goes out comes back in. gadget_loopback NAME [SPEED]
gadget_loopback() {
	need_modules usb_f_ss_lb
	gadget_new "$1" 0x0525 0xa4a1 "${2:-}"
	gadget_function "$1" "Loopback.$1"
	gadget_plug "$1"
}

# A MIDI port. gadget_midi NAME [SPEED]
gadget_midi() {
	gadget_new "$1" 0x1d6b 0x010a "${2:-}"
	gadget_function "$1" "midi.$1" id=lab
	gadget_plug "$1"
}

# A printer: /dev/g_printer<n> at the gadget, /dev/usb/lp<n> at a host. gadget_printer NAME [SPEED]
gadget_printer() {
	gadget_new "$1" 0x0525 0xa4a8 "${2:-}"
	gadget_function "$1" "printer.$1" pnp_string="MFG:lab;MDL:lab;CLS:PRINTER;SN:1;"
	gadget_plug "$1"
}

# A network adapter (NCM). gadget_network NAME [SPEED]
gadget_network() {
	gadget_new "$1" 0x0525 0xa4a2 "${2:-}"
	gadget_function "$1" "ncm.$1"
	gadget_plug "$1"
}
