#!/bin/bash
# End to end: a real systemd runs both units: ready when it says so, killed and started anew when it hangs, left alone when only a
# person can help, ended in order.
# Run by: lab/e2e systemd, or lab/run lab/scripts/e2e-systemd.sh
#
# The manager is a user's, since the machine's first process is the lab's; so the lines that only the system's manager may carry
# out are left out here. SystemdUnitTest reads all of them.
set -euo pipefail
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

UNITS=/run/lab/home/.config/systemd/user
# Users, and walls that need a manager with all rights.
NOT_A_USERS='^(User|Group|SupplementaryGroups|DevicePolicy|DeviceAllow|CapabilityBoundingSet|AmbientCapabilities|Protect[A-Za-z]*|Private[A-Za-z]*|ReadWritePaths|RemoveIPC|ExecStartPre|SystemCall[A-Za-z]*)='

manager_up() {
	mkdir -p "$UNITS" /run/systemd/system /etc/usb-share /sys/fs/cgroup
	mkdir -m 0700 /run/lab/runtime
	mount -t cgroup2 none /sys/fs/cgroup
	mkdir /sys/fs/cgroup/manager
	echo $$ >/sys/fs/cgroup/manager/cgroup.procs
	export HOME=/run/lab/home XDG_RUNTIME_DIR=/run/lab/runtime
	/usr/lib/systemd/systemd --user --unit=basic.target --log-target=console </dev/null >"$LAB_OUT/systemd.log" 2>&1 &
	must 20 "systemd does not answer" sc is-active --quiet basic.target
}

sc() { systemctl --user --no-pager "$@" 2>/dev/null; }

# Prints a property of a side's unit. property srv|cli NAME
property() { sc show -P "$2" "$(app_name "$1")"; }

# Installs a side's unit; the watchdog bites sooner, so that nobody waits. unit_up srv|cli SETTINGS
unit_up() {
	local name
	name=$(app_name "$1")
	sed -E "s|@PREFIX@|/run/lab/dist|; /$NOT_A_USERS/d" "$LAB_REPO/config/systemd/$name.service" >"$UNITS/$name.service"
	mkdir -p "$UNITS/$name.service.d"
	{
		printf '[Service]\nWatchdogSec=8s\nRestartSec=100ms\nTimeoutStartSec=%s\n' "$START_SECONDS"
		app_environment "$1" -XX:TieredStopAtLevel=1 | sed 's/.*/Environment="&"/'
		printf 'StandardOutput=file:%s\nStandardError=inherit\n' "$LAB_OUT/$name.log"
	} >"$UNITS/$name.service.d/lab.conf"
	case $1 in
	srv) cp "$LAB_REPO/config/usb-share-server.yml" /etc/usb-share/server.yml ;;
	cli) sed 's/attach-mode: kernel/attach-mode: in-process/' "$LAB_REPO/config/usb-share-client.yml" >/etc/usb-share/client.yml ;;
	esac
	sc daemon-reload
}

started_anew() { [ "$(property "$1" MainPID)" != "$2" ] && [ "$(property "$1" ActiveState)" = active ]; }

case_ready() {
	local port=$SERVER_HTTP_PORT
	[ "$1" = srv ] || port=$CLIENT_HTTP_PORT
	unit_up "$1"
	sc start "$(app_name "$1")" || fail "it does not start: $(tail -n 1 "$LAB_OUT/$(app_name "$1").log")"
	# systemctl came back, so health must answer at once.
	expect "health when 'systemctl start' returned" UP "$(curl -s "http://127.0.0.1:$port/actuator/health/readiness" | jq -r .status)"
	expect "process that systemd watches" java "$(basename "$(readlink "/proc/$(property "$1" MainPID)/exe")")"
	expect "status in 'systemctl status'" 0 "$(property "$1" StatusErrno)"
}

case_hangs() {
	local pid
	pid=$(property "$1" MainPID)
	kill -STOP "$pid"
	must "$((START_SECONDS + 20))" "a service that hangs was not started anew" started_anew "$1" "$pid"
	expect "starts by the manager" 1 "$(property "$1" NRestarts)"
}

case_stop() {
	sc stop "$(app_name "$1")"
	expect "what systemd makes of the end" "inactive success" "$(property "$1" ActiveState) $(property "$1" Result)"
}

# A wrong setting: only a person can help.
case_refused() {
	echo 'usb-share: { listen: { port: none } }' >/etc/usb-share/server.yml
	! sc start usb-share-server || fail "it started with a wrong setting"
	expect "result, code, and starts anew" "exit-code 78 0" \
		"$(property srv Result) $(property srv ExecMainStatus) $(property srv NRestarts)"
}

suite_begin
java_ready
programs_for_everybody
ip link set lo up
manager_up
run_case "the server's unit is ready when it answers" case_ready srv
run_case "a server that hangs is started anew" case_hangs srv
run_case "the server ends in order" case_stop srv
run_case "a wrong setting is not tried again" case_refused
run_case "the client's unit is ready when it answers" case_ready cli
run_case "the client ends in order" case_stop cli
suite_end
