# shellcheck shell=bash
# The User-Mode Linux engine of lab/run: the kernel is a process of the host, user code runs at nearly full speed.
# Uses, and is used through, the variables of lab/run: out, memory, limit.
# shellcheck disable=SC2154

# Makes sure that the kernel is there. Sets uml_kernel.
engine_prepare() {
	"$LAB_ROOT/build-kernel"
	uml_kernel=$(uml_folder)/linux
}

# Prints the CPU to pin the machine to: UML_CPU, or the last one this process may use.
# Unpinned, every switch between kernel and user code moves between CPUs and costs threefold.
chosen_cpu() {
	local allowed
	allowed=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status)
	printf '%s\n' "${UML_CPU:-${allowed##*[,-]}}"
}

# Prints a folder for the file that backs the machine's memory: it must allow executable mappings and have the room.
memory_folder() {
	local folder free
	for folder in /dev/shm "$LAB_CACHE"; do
		[ -w "$folder" ] || continue
		free=$(df --output=avail -m "$folder" | tail -n 1)
		if ! findmnt -no OPTIONS -T "$folder" | grep -qw noexec && [ "$free" -ge "$memory" ]; then
			printf '%s\n' "$folder"
			return
		fi
	done
	die "no folder for $memory MiB of machine memory: /dev/shm and $LAB_CACHE are too small or mounted noexec; use -m with less"
}

# Boots, waits for the end. Sets machine_status.
engine_start() {
	scratch=$(mktemp -d "$(memory_folder)/lab.XXXXXX")
	# Line 0 of the serial port carries the script's output, console 0 the kernel's messages: they never mix.
	TMPDIR=$scratch start_machine 15 taskset -c "$(chosen_cpu)" "$uml_kernel" "mem=${memory}M" \
		rootfstype=hostfs rootflags=/ ro "init=$LAB_ROOT/uml/init" \
		ssl=null ssl0=null,fd:1 con=null con0=null,fd:2 quiet umid=machine "uml_dir=$scratch" \
		"dummy_hcd.num=${LAB_UDCS:-8}" dummy_hcd.is_super_speed=1 usb-storage.delay_use=0 \
		"LAB_JOB=$out" "LAB_MOUNT=$LAB_CACHE/mount" "LAB_STAGE2=$LAB_ROOT/guest/stage2"
}
