#!/bin/bash
# End to end: sticks at high and super speed, attached at the same time, hold file systems that both sides agree on.
# Run by: lab/e2e storage, or lab/run -t 600 lab/scripts/e2e-storage.sh [MIB]
set -euo pipefail
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

MIB=${1:-64}
MIB_FAR=4

# Makes an ext4 file system in a partition of a disk and a vfat one right on another. make_file_systems EXT4_DISK VFAT_DISK
make_file_systems() {
	echo 'type=83' | sfdisk -q "/dev/$1"
	must 5 "the kernel does not see the new partition" test -b "/dev/${1}1"
	mkfs.ext4 -q -L EXT "/dev/${1}1"
	mkfs.vfat -n VFAT "/dev/$2" >/dev/null
}

# Mounts a file system, checks the sum of its file, unmounts it, and has it checked whole. check_contents DEVICE SUM
check_contents() {
	mount -o ro "$1" /run/mnt
	expect "checksum of the file on $1" "$2" "$(checksum /run/mnt/data)"
	umount /run/mnt
	case $(blkid -o value -s TYPE "$1") in
	ext4) fsck.ext4 -fn "$1" >/run/fsck 2>&1 || fail "ext4 on $1 is damaged: $(<"/run/fsck")" ;;
	vfat) fsck.vfat -n "$1" >/run/fsck 2>&1 || fail "vfat on $1 is damaged: $(<"/run/fsck")" ;;
	*) fail "no file system on $1" ;;
	esac
}

# Prints the disk of an attached stick, having checked that it is there as it should be. attach_stick NAME SPEED
attach_stick() {
	local remote
	remote=$(attach "$1")
	expect "speed of $1 on vhci" "$2" "$(usb_speed "$remote")"
	expect "driver of $1 at the server while it is away" usbfs "$(driver_of "$(wait_local "$1")" 0)"
	wait_disk "$remote"
}

case_two_sticks() {
	local high super sum high_disk super_disk name
	net_shape 2
	pair_up
	random_file /run/data "$MIB"
	sum=$(checksum /run/data)
	high=$(attach_stick high 480)
	super=$(attach_stick super 5000)
	expect "ports of vhci in use" 2 "$(vhci_attached | wc -l)"
	step "attached: $high at high speed, $super at super speed"
	make_file_systems "$high" "$super"
	mkdir -p /run/one /run/two /run/mnt
	mount "/dev/${high}1" /run/one
	mount "/dev/$super" /run/two
	cp /run/data /run/one/data &
	cp /run/data /run/two/data
	wait $!
	sync
	umount /run/one /run/two
	drop_caches
	step "$MIB MiB written to each at the same time"
	detach high
	detach super
	expect_detached
	step "detached"

	high=$(attach_stick high 480)
	super=$(attach_stick super 5000)
	check_contents "/dev/${high}1" "$sum"
	check_contents "/dev/$super" "$sum"
	step "attached again, read back: the same; file systems clean"
	detach high
	detach super
	expect_detached

	for name in high super; do
		must 10 "the kernel's driver is not back on $name" has_driver "$(wait_local $name)" usb-storage
	done
	high_disk=$(wait_disk "$(wait_local high)")
	super_disk=$(wait_disk "$(wait_local super)")
	drop_caches
	check_contents "/dev/${high_disk}1" "$sum"
	check_contents "/dev/$super_disk" "$sum"
	step "the server's own kernel reads the same from both"
}

# Over 40 ms: less data, the same rules.
case_far_away() {
	local disk sum
	net_shape 40
	pair_up
	random_file /run/data "$MIB_FAR"
	sum=$(checksum /run/data)
	disk=$(attach_stick super 5000)
	mkdir -p /run/mnt
	mkfs.ext4 -q -F -L FAR -E lazy_itable_init=1,lazy_journal_init=1 "/dev/$disk" 32M
	mount "/dev/$disk" /run/mnt
	cp /run/data /run/mnt/data
	umount /run/mnt
	drop_caches
	check_contents "/dev/$disk" "$sum"
	detach super
	expect_detached
	must 10 "the kernel's driver is not back" has_driver "$(wait_local super)" usb-storage
}

# A medium pulled out from under a mounted file system's feet is for e2e-faults.sh; this ends in order.
case_stop_in_order() {
	app_stop cli
	app_stop srv
	no_ghosts
}

suite_begin
share_ready
# A driver that comes only once the devices are shared would not have been theirs before.
need_modules usb_storage sd_mod
truncate -s $((MIB + MIB / 2 + 32))M /run/high.img /run/super.img
gadget_storage high /run/high.img high
gadget_storage super /run/super.img super
run_case "two sticks, 2 ms: $MIB MiB on ext4 and vfat" case_two_sticks
run_case "stick at 40 ms: $MIB_FAR MiB on ext4" case_far_away
run_case "both end on SIGTERM with 143, no port is left" case_stop_in_order
suite_end
