# shellcheck shell=bash
# Disks: images for gadgets, finding the disk of a USB device, measuring it.

# Makes an image file with a FAT file system. fat_image FILE MIB
fat_image() {
	truncate -s "$2M" "$1"
	mkfs.vfat -n LAB "$1" >/dev/null
}

# Makes an image file with an ext4 file system. ext4_image FILE MIB
ext4_image() {
	truncate -s "$2M" "$1"
	mkfs.ext4 -q -F -L LAB "$1"
}

# Makes a file of random bytes. random_file FILE MIB
random_file() { head -c "$2M" /dev/urandom >"$1"; }

# Prints the SHA-256 of a file or device, or of its first MIB. checksum FILE [MIB]
checksum() {
	if [ -n "${2:-}" ]; then head -c "$2M" "$1" | sha256sum; else sha256sum <"$1"; fi | cut -c 1-64
}

# Puts a file onto an image before it becomes a gadget's. copy_into_image IMAGE FILE
copy_into_image() {
	need_modules loop vfat nls_cp437 nls_ascii nls_iso8859-1 ext4
	mkdir -p /run/lab/image
	mount -o loop "$1" /run/lab/image && cp "$2" /run/lab/image/ && umount /run/lab/image
}

# Prints the disk (sda, ...) of a USB device, if it is there and has a medium. disk_of BUS_ID
disk_of() {
	local disk size
	for disk in "/sys/bus/usb/devices/$1/$1:"*/host*/target*/*/block/sd*; do
		{ read -r size <"$disk/size"; } 2>/dev/null
		[ "${size:-0}" != 0 ] && printf '%s\n' "${disk##*/}" && return
	done
	return 1
}

# Waits for the disk of a USB device and prints it. wait_disk BUS_ID [SECONDS]
wait_disk() {
	need_modules usb_storage uas sd_mod
	wait_until "${2:-20}" disk_of "$1" || fail "no disk on $1"
	disk_of "$1"
}

# Succeeds once a disk is gone. disk_gone DISK
disk_gone() { [ ! -e "/sys/block/$1" ]; }

# Makes later reads come from the device. drop_caches
drop_caches() {
	sync
	echo 3 >/proc/sys/vm/drop_caches
}

# Fixes the size of a disk's commands, without which two runs cannot be compared. pin_command_size DISK KIB
pin_command_size() {
	local most
	most=$(attribute "/sys/block/$1/queue/max_hw_sectors_kb")
	[ "$2" -le "$most" ] || fail "$1 takes no commands of $2 KiB (at most $most)"
	echo "$2" >"/sys/block/$1/queue/max_sectors_kb"
}

# Measures a disk: large transfers direct and buffered, small random reads; writes too if asked, which destroys the contents.
# Each line ends with the commands it took and their size. With COMMAND_KIB the direct ones are pinned to that size;
# the buffered ones always run as the kernel likes. bench_disk LABEL DISK [SECONDS] [read|write] [COMMAND_KIB]
bench_disk() {
	local disk=/dev/$2 seconds=${3:-3} natural way
	natural=$(attribute "/sys/block/$2/queue/max_sectors_kb")
	printf '[%s] %s, direct commands of at most %s KiB\n' "$1" "$2" "${5:-$natural}"
	"$LAB_BIN/bdev" "$disk" read random 4 "$seconds"
	for way in read write; do
		[ "$way" = read ] || [ "${4:-read}" = write ] || continue
		pin_command_size "$2" "${5:-$natural}"
		"$LAB_BIN/bdev" "$disk" "$way" direct 1024 "$seconds"
		pin_command_size "$2" "$natural"
		drop_caches
		"$LAB_BIN/bdev" "$disk" "$way" buffered 1024 "$seconds"
	done
}
