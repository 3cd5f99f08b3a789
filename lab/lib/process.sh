# shellcheck shell=bash
# Programs under test: starting them, and counting what they hold.

# Prints the number of open file descriptors of a process. fd_count PID
fd_count() {
	local fds=("/proc/$1/fd"/*)
	[ -e "/proc/$1/fd" ] || return 1
	printf '%s\n' "${#fds[@]}"
}

# Prints the number of threads of a process. thread_count PID
thread_count() {
	local tasks=("/proc/$1/task"/*)
	[ -e "/proc/$1/task" ] || return 1
	printf '%s\n' "${#tasks[@]}"
}

# Prints the resident memory of a process in KiB. resident_kib PID
resident_kib() {
	local key value
	while read -r key value _; do [ "$key" = VmRSS: ] && printf '%s\n' "$value" && return; done <"/proc/$1/status"
}

# Prints the CPU time a process has used, user and system, in hundredths of a second. cpu_ticks PID
cpu_ticks() {
	local line fields
	read -r line <"/proc/$1/stat"
	# The name in parentheses may hold spaces: fields count from behind it.
	read -ra fields <<<"${line##*) }"
	printf '%s\n' "$((fields[11] + fields[12]))"
}

# Succeeds while a process runs. running PID
running() { [ -e "/proc/$1/stat" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }

# Succeeds once a process has ended. ended PID
ended() { ! running "$1"; }

# Starts a program in a namespace, its output going to a file. Sets STARTED to its process id, the program's own.
# start_in srv|cli LOG COMMAND...
start_in() {
	local side=$1 log=$2
	shift 2
	# ip netns exec becomes the program by exec, so the process id stays.
	ip netns exec "$side" "$@" </dev/null >"$log" 2>&1 &
	STARTED=$!
}

# Asks a process to end, and kills it if it does not. stop_process PID [SECONDS]
stop_process() {
	kill "$1" 2>/dev/null || return 0
	wait_until "${2:-10}" ended "$1" || { kill -KILL "$1" 2>/dev/null && return 1; }
}

# Sets what makes a JVM bearable in the lab: JAVA_ENV (variables), JAVA_OPTIONS, and JAVA, the java command with both. java_ready
# In UML a clock read, a page fault and malloc's trimming each cost tens of microseconds; in QEMU JIT threads crash.
java_ready() {
	[ -n "${JAVA_HOME:-}" ] || fail "no JDK 25 on this machine: install one under /usr/lib/jvm, or set JAVA_HOME"
	if [ "$LAB_ENGINE" = uml ]; then
		JAVA_ENV=(LD_PRELOAD="$LAB_BIN/fastclock.so" MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=1000000000
			MALLOC_MMAP_THRESHOLD_=1000000000 MALLOC_TOP_PAD_=16777216)
		JAVA_OPTIONS=(-XX:+UseSerialGC)
	else
		JAVA_ENV=()
		JAVA_OPTIONS=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1)
	fi
	JAVA=(env ${JAVA_ENV[@]+"${JAVA_ENV[@]}"} "$JAVA_HOME/bin/java" "${JAVA_OPTIONS[@]}")
}

# Starts udevd in a namespace: what it announces is heard only by programs of the same namespace. udev_up [srv|cli]
udev_up() {
	local side=${1:-}
	${side:+ip netns exec "$side"} /usr/lib/systemd/systemd-udevd --daemon 2>/dev/null
	must 5 "udevd does not answer" udevadm control --ping
}
