# shellcheck shell=bash
# Cases of an end-to-end suite: each runs by itself, its failure does not end the others, its result goes into a table.

CASE_RESULTS=$LAB_OUT/cases
CASE_REASON=
CASES_FAILED=0

# Begins a suite: nothing before the first case may go wrong unnoticed. suite_begin
suite_begin() {
	: >"$CASE_RESULTS"
	mkdir -p /run/lab
}

# Runs one case in a shell of its own. run_case TITLE COMMAND...
# A result is a line: pass|fail|skip, seconds, title, reason; separated by tabs.
run_case() {
	local title=$1 began ended status result reason=
	shift
	CASE_REASON=/run/lab/reason
	: >"$CASE_REASON"
	began=$(uptime_now)
	step "CASE $title"
	set +e
	(
		set -eE
		trap '[ -s "$CASE_REASON" ] || printf "line %s: %s\n" "$LINENO" "$BASH_COMMAND" >"$CASE_REASON"' ERR
		"$@"
	)
	status=$?
	set -e
	ended=$(uptime_now)
	case $status in
	0) result=pass ;;
	100) result=skip ;;
	*)
		result=fail
		CASES_FAILED=$((CASES_FAILED + 1))
		;;
	esac
	[ "$result" = pass ] || read -r reason <"$CASE_REASON" || true
	CASE_REASON=
	printf '%s\t%s\t%s\t%s\n' "$result" "$(awk -v a="$began" -v b="$ended" 'BEGIN { printf "%.1f", b - a }')" "$title" \
		"$reason" >>"$CASE_RESULTS"
	step "${result^^} $title${reason:+: $reason}"
	[ "$result" != fail ] || apps_after_failure
}

# Ends a case as not possible on this engine. skip TEXT...
skip() {
	printf '%s\n' "$*" >"$CASE_REASON"
	exit 100
}

# Ends a suite; without this line in its results it counts as unfinished. suite_end
suite_end() {
	printf 'end\n' >>"$CASE_RESULTS"
	[ "$CASES_FAILED" = 0 ]
}

# Ends the case unless two values are equal. expect WHAT EXPECTED ACTUAL
expect() { [ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"; }

# Ends the case unless a number is at most another; both may have fractions. expect_at_most WHAT MOST ACTUAL
expect_at_most() {
	awk -v most="$2" -v actual="$3" 'BEGIN { exit !(actual != "" && actual + 0 <= most + 0) }' || fail "$1: $3, allowed is $2"
}

# Ends the case unless a file has a line that matches. expect_line FILE REGEX
expect_line() { has_line "$1" "$2" || fail "no line matching /$2/ in ${1##*/}; its last: $(tail -n 1 "$1")"; }
