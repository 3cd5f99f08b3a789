# shellcheck shell=bash
# Words for every script: steps with times, failures, bounded waits.
# A fork costs milliseconds in UML, so whatever is called in a loop here is a builtin.

# A pipe into which nobody writes: reading it with a time limit is a sleep without a process.
exec {LAB_SILENCE}<> <(:)

# Sleeps. nap SECONDS
nap() { read -r -t "$1" -u "$LAB_SILENCE" || true; }

# Prints the machine's age in seconds.
uptime_now() {
	local seconds
	read -r seconds _ </proc/uptime
	printf '%s\n' "$seconds"
}

# Prints a line with the machine's age before it. step TEXT...
step() {
	local seconds
	read -r seconds _ </proc/uptime
	printf '%7s  %s\n' "$seconds" "$*"
}

# Ends the script (or the case, see case.sh) as failed, saying why, with the kernel's last words. fail TEXT...
fail() {
	[ -z "${CASE_REASON:-}" ] || printf '%s\n' "$*" >"$CASE_REASON"
	printf 'FAILED: %s\n--- the kernel said last:\n' "$*" >&2
	dmesg | grep -vE 'vhci_hcd: (unlink->|urb->)' | tail -n 15 >&2
	exit 1
}

# Waits until a command succeeds, looking five times a second; fails after SECONDS. wait_until SECONDS COMMAND...
# The command's output is dropped.
wait_until() {
	local left=$(($1 * 5))
	shift
	until "$@" >/dev/null 2>&1; do
		((left-- > 0)) || return 1
		nap 0.2
	done
}

# As wait_until, but ends the script when it does not come true. must SECONDS WHAT COMMAND...
must() {
	local seconds=$1 what=$2
	shift 2
	wait_until "$seconds" "$@" || fail "$what (waited $seconds s for: $*)"
}

# Succeeds if a file has a line that matches. has_line FILE REGEX
has_line() { grep -Eqs -- "$2" "$1"; }

# Waits for a line in a file that is being written. wait_line FILE REGEX SECONDS
wait_line() {
	wait_until "$3" has_line "$1" "$2" && return
	printf 'no line matching /%s/ in %s within %s s; its end:\n' "$2" "$1" "$3" >&2
	tail -n 20 "$1" >&2
	return 1
}

# Loads modules; in UML everything is built in. need_modules MODULE...
need_modules() { [ "$LAB_ENGINE" = uml ] || modprobe -a "$@"; }
