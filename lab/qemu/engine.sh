# shellcheck shell=bash
# The QEMU engine of lab/run: a distribution's own kernel on an emulated PC. User code runs ten to a hundred times slower than in UML.
# Uses, and is used through, the variables of lab/run: out, memory, limit.
# shellcheck disable=SC2154

# Makes sure that the kernel is there. Sets qemu_kernel, the folder of kernel, initramfs and modules.
engine_prepare() {
	"$LAB_ROOT/build-qemu"
	qemu_kernel=$(qemu_folder)
}

# Boots, waits for the end. Sets machine_status.
# One CPU: JVMs crash now and then when their compiler threads run in parallel under emulation. Emulation only, even where KVM is at hand,
# so that a run means the same everywhere.
engine_start() {
	start_machine 90 qemu-system-x86_64 -machine q35 -accel tcg,tb-size=512 -cpu max -smp 1 -m "$memory" \
		-nodefaults -display none -vga none -no-reboot \
		-kernel "$qemu_kernel/vmlinux" -initrd "$qemu_kernel/initramfs" \
		-append "console=ttyS0 quiet panic=-1 mitigations=off nopti tsc=reliable nowatchdog random.trust_cpu=on \
usb-storage.delay_use=0 LAB_JOB=$out LAB_MODULES=$qemu_kernel/modules LAB_STAGE2=$LAB_ROOT/guest/stage2" \
		-chardev file,id=messages,path="$out/console.log",append=on -serial chardev:messages \
		-device virtio-serial-pci -chardev stdio,id=output,signal=off -device virtconsole,chardev=output \
		-device virtio-rng-pci \
		-virtfs local,path=/,mount_tag=host,id=host,security_model=passthrough,readonly=on,multidevs=remap \
		-virtfs local,path="$out",mount_tag=out,id=out,security_model=none,multidevs=remap
}
