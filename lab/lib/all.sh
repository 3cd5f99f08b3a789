# shellcheck shell=bash
# Everything of the lab's library in one line: . "$LAB_LIB/all.sh"
# shellcheck source=core.sh
. "$LAB_LIB/core.sh"
# shellcheck source=usb.sh
. "$LAB_LIB/usb.sh"
# shellcheck source=gadget.sh
. "$LAB_LIB/gadget.sh"
# shellcheck source=disk.sh
. "$LAB_LIB/disk.sh"
# shellcheck source=net.sh
. "$LAB_LIB/net.sh"
# shellcheck source=usbip.sh
. "$LAB_LIB/usbip.sh"
# shellcheck source=process.sh
. "$LAB_LIB/process.sh"
# shellcheck source=usbshare.sh
. "$LAB_LIB/usbshare.sh"
# shellcheck source=case.sh
. "$LAB_LIB/case.sh"
