# shellcheck shell=bash
# The kernel's own USB/IP, for comparison: share in srv, attach in cli.

# Starts the sharing daemon in srv.
usbip_up() {
	need_modules usbip_core usbip_host vhci_hcd
	in_srv usbipd -D || fail "usbipd did not start"
	must 10 "usbipd does not answer" in_cli usbip list -r "$SRV_IP"
}

# Takes a device from its local driver and offers it. usbip_share BUS_ID
usbip_share() { usbip bind -b "$1" >/dev/null 2>&1 || fail "usbip could not take $1"; }

# Gives a device back to its local driver. usbip_unshare BUS_ID
usbip_unshare() { usbip unbind -b "$1" >/dev/null 2>&1; }

# Attaches a shared device in cli. usbip_attach BUS_ID [ADDRESS]
usbip_attach() { in_cli usbip attach -r "${2:-$SRV_IP}" -b "$1" || fail "usbip could not attach $1"; }

# Detaches everything from vhci, by the row's own number (usbip's own listing may differ), and waits until it is gone.
usbip_detach_all() {
	local port
	while read -r _ port _; do
		echo "$((10#$port))" >"$VHCI/detach" || fail "vhci would not detach port $port"
	done < <(vhci_attached)
	no_ghosts
}
