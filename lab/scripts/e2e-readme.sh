#!/bin/bash
# End to end: the README's steps for two machines, typed as they stand there, each machine a network namespace.
# Run by: lab/e2e readme, or lab/run lab/scripts/e2e-readme.sh
set -euo pipefail
# Nothing here reaches out.
export USB_SHARE_NETWORK_OFFLINE=${USB_SHARE_NETWORK_OFFLINE-true} USB_SHARE_NETWORK_LAN=${USB_SHARE_NETWORK_LAN-false}
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

README=$LAB_REPO/README.md

# Prints the steps of "Two machines", one to a line: the side that types it, and what it types.
readme_steps() {
	awk '
		/^## / { there = $0 == "## Two machines" }
		there && /^```/ { block++; next }
		!there || block != 1 || !NF { next }
		/^#/ {
			if (/[Oo]n your machine|Use it/) side = "cli"
			else if (/[Oo]n the machine with the device|There,/) side = "srv"
			else { print "unknown side: " $0; exit }
			next
		}
		{ print side "\t" $0 }' "$README"
}

# What the README leaves for the reader to fill in. fill_in COMMAND
fill_in() {
	sed -e "s/CLIENT-NODE-ID/$(cat /run/lab/cli-id 2>/dev/null)/; s/SERVER-NODE-ID/$(cat /run/lab/srv-id 2>/dev/null)/" \
		-e "s/server\.example/$SRV_IP/; s/046d:c52b/1d6b:0105/; s/^sudo //" <<<"$1"
}

# Types a command on a side, which prints what it prints. typed SIDE COMMAND
typed() {
	local environment
	readarray -t environment < <(app_environment "$1" -XX:TieredStopAtLevel=1)
	cd /run/lab/dist
	ip netns exec "$1" env "${environment[@]}" HOME=/run/lab/home bash -c "$2"
}

# Types a service's command and waits until it is ready. typed_service SIDE COMMAND
typed_service() {
	local name log=/run/lab/$1.typed
	name=$(app_name "$1")
	mkdir -p "/run/lab/$1"
	(
		trap - ERR
		set +e
		typed "$1" "exec $2" </dev/null >"$log" 2>&1 &
		wait $!
	) &
	wait_until "$START_SECONDS" has_line "$log" ' READY ' || fail "'$2' was not ready: $(tail -n 1 "$log")"
	pgrep -f "$name.jar --service" | tail -n 1 >"/run/lab/$1/pid"
	ln -sfn "$log" "/run/lab/$1/log"
}

case_steps() {
	local side command output=/run/lab/typed
	while IFS=$'\t' read -r side command; do
		command=$(fill_in "$command")
		printf '%s$ %s\n' "$side" "$command"
		case $command in
		*--service*) typed_service "$side" "$command" ;;
		"modprobe vhci_hcd") need_modules vhci_hcd ;;
		lsusb) must 20 "lsusb does not show the device on vhci" remote_by_id 1d6b:0105 ;;
		*)
			typed "$side" "$command" >"$output" || fail "'$command' failed with exit code $?: $(tail -n 1 "$output")"
			cat "$output"
			case $command in
			*--node-id) grep -xE '[a-z2-7]{52}' "$output" >"/run/lab/$side-id" || fail "'$command' printed no node id" ;;
			*--list-devices) expect_line "$output" '1d6b:0105' ;;
			esac
			;;
		esac
	done < <(readme_steps)
	[ -e /run/lab/cli/pid ] || fail "the README's steps start no client; they are: $(readme_steps)"
}

# What the README says of the consoles, and of health.
case_consoles() {
	local output=/run/lab/typed
	typed srv "bin/usb-share-server devices list" >"$output" || fail "devices list: $(tail -n 1 "$output")"
	expect_line "$output" '1d6b:0105'
	typed cli "bin/usb-share-client attachments list" >"$output" || fail "attachments list: $(tail -n 1 "$output")"
	expect_line "$output" 'ATTACHED|attached'
	expect "health of the server" UP "$(in_srv curl -s http://127.0.0.1:7491/actuator/health | jq -r .status)"
	expect "health of the client" UP "$(in_cli curl -s http://127.0.0.1:7492/actuator/health | jq -r .status)"
}

case_end() {
	kill -TERM "$(<"/run/lab/cli/pid")"
	must "$STOP_SECONDS" "the device stayed on vhci" vhci_empty
	kill -TERM "$(<"/run/lab/srv/pid")"
	must "$STOP_SECONDS" "the kernel's driver is not back" has_driver "$(wait_local serial)" cdc_acm
}

suite_begin
java_ready
need_modules cdc_acm
programs_for_everybody
net_up
net_shape 2
gadget_acm serial
run_case "the README's steps for two machines, as they stand there" case_steps
run_case "consoles and health, as the README says" case_consoles
run_case "both end, nothing stays" case_end
suite_end
