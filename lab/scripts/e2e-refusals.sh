#!/bin/bash
# End to end: bad input ends in one clear line that names the thing and the remedy, a distinct exit code, and nothing left.
# Run by: lab/e2e refusals, or lab/run -t 600 lab/scripts/e2e-refusals.sh
set -euo pipefail
# shellcheck source=../lib/all.sh
. "$LAB_LIB/all.sh"

NOBODY=65534
OTHER_ID_FOLDER=/run/lab/other

# Runs a side's service, which should refuse to start. expect_refusal srv|cli CODE REGEX [WRAPPER...]
# The line must be the last of its output, and the only one with the program's name in front.
expect_refusal() {
	local side=$1 code=$2 regex=$3 out=/run/lab/refusal status=0 name
	shift 3
	name=$(app_name "$side")
	WRAPPER=(timeout "$START_SECONDS" "$@")
	app_run "$side" --service --config "${CONFIG:-/run/lab/$side/config.yml}" >"$out" 2>&1 </dev/null || status=$?
	WRAPPER=()
	sed 's/^/    /' "$out"
	expect "exit code of $name" "$code" "$status"
	tail -n 1 "$out" | grep -Eq "^$name: .*$regex" || fail "$name's last line does not match /$regex/: $(tail -n 1 "$out")"
	expect "messages of $name" 1 "$(grep -c "^$name: " "$out")"
	expect_detached_quietly
}

expect_detached_quietly() { vhci_empty || fail "ports in use: $(vhci_attached)"; }

case_no_vhci() {
	# Hides every platform device, vhci's among them; the mount is seen in that namespace alone.
	expect_refusal cli 69 'vhci_hcd.*modprobe' sh -c 'mount -t tmpfs none /sys/devices/platform && exec "$@"' sh
}

case_not_root() {
	mkdir -p /run/lab/nobody
	chown "$NOBODY" /run/lab/nobody
	sed 's,state-dir:.*,state-dir: /run/lab/nobody,' /run/lab/cli/config.yml >/run/lab/nobody.yml
	chmod 0644 /run/lab/nobody.yml
	CONFIG=/run/lab/nobody.yml expect_refusal cli 77 'root' setpriv --reuid "$NOBODY" --regid "$NOBODY" --clear-groups
}

case_port_in_use() {
	app_running srv || app_start srv
	app_ready srv
	mkdir -p /run/lab/second
	sed 's,state-dir:.*,state-dir: /run/lab/second,; s,port: '"$SERVER_HTTP_PORT"',port: 0,' /run/lab/srv/config.yml >/run/lab/second.yml
	CONFIG=/run/lab/second.yml expect_refusal srv 75 "UDP.*$SERVER_UDP_PORT.*"
	# A second one in the same place says so, whatever its ports.
	sed 's,port: .*,port: 0,' /run/lab/srv/config.yml >/run/lab/same.yml
	CONFIG=/run/lab/same.yml expect_refusal srv 75 'another usb-share-server is running'
	app_running srv || fail "the first server did not survive"
}

case_open_key() {
	local side
	trap 'chmod 0600 /run/lab/*/state/identity/node.key' EXIT
	chmod 0644 /run/lab/*/state/identity/node.key
	for side in srv cli; do
		app_stop "$side"
		expect_refusal "$side" 78 "node key /run/lab/$side/state/identity/node.key.*chmod 600"
	done
}

case_bad_setting() {
	server_config 'shrae: [ "1d6b:*" ]' >/run/lab/bad.yml
	CONFIG=/run/lab/bad.yml expect_refusal srv 78 'usb-share\.shrae.*bad\.yml'
	server_config 'usb: { enabled: perhaps }' >/run/lab/bad.yml
	CONFIG=/run/lab/bad.yml expect_refusal srv 78 'usb-share\.usb\.enabled.*perhaps'
	client_config 'not a pattern' >/run/lab/bad.yml
	CONFIG=/run/lab/bad.yml expect_refusal cli 78 'usb-share\.attach.*not a pattern'
}

# Starts the client anew with its configuration file, and waits until its relation with the server says why it does not work.
# expect_kept_out REGEX
expect_kept_out() {
	local reason
	app_stop cli
	app_start cli
	app_ready cli
	must 30 "the client does not say why it is kept out: $(manage cli GET servers)" kept_out "$1"
	reason=$(manage cli GET servers | jq -r '.[0].reason')
	step "servers: $(server_state connected && echo connected || true) $reason"
	wait_line /run/lab/cli/log "WARN.*($1)" 5 || fail "the client's log does not say why"
	expect "devices offered to a client that is kept out" 0 "$(manage cli GET devices | jq length)"
	expect "sessions at the server" 0 "$(manage srv GET sessions | jq length)"
}

kept_out() { manage cli GET servers | jq -r '.[0].reason // empty' | grep -Eq "$1"; }

case_unapproved() {
	app_stop srv
	trap 'server_config >/run/lab/srv/config.yml' EXIT
	APPROVED_ID=$OTHER_ID server_config >/run/lab/srv/config.yml
	app_start srv
	app_ready srv
	expect_kept_out "does not know this client.*--node-id"
	expect_line /run/lab/cli/log "$CLIENT_ID"
	expect_line /run/lab/srv/log "$CLIENT_ID"
	app_stop srv
}

case_wrong_server() {
	app_running srv || app_start srv
	app_ready srv
	trap 'client_config >/run/lab/cli/config.yml' EXIT
	EXPECTED_ID=$OTHER_ID client_config >/run/lab/cli/config.yml
	expect_kept_out "is node .*, not .*check the address"
	app_stop cli
}

case_busy() {
	local holder answer bus_id
	pair_up
	bus_id=$(wait_local loopback)
	must 10 "the server does not offer the gadget" offered "$bus_id"
	"$LAB_BIN/usbfs" hold "$(usb_node "$bus_id")" 0 >/run/lab/holder &
	holder=$!
	wait_line /run/lab/holder holding 5
	answer=$(manage cli POST attachments "{\"server\":\"$SERVER_NAME\",\"device\":\"$bus_id\"}") && fail "a busy device was attached"
	step "answer: $answer"
	grep -q "BUSY" <<<"$answer" || fail "the answer does not say BUSY: $answer"
	grep -q "usbfs" <<<"$answer" || fail "the answer does not name the program that holds it: $answer"
	expect_detached
	must 5 "the server kept a lease on a device that it could not open" released "$bus_id"
	running "$holder" || fail "the program that held the device was disturbed"
	kill "$holder"
	attach loopback
	detach loopback
}

case_no_such_device() {
	local answer
	pair_up
	answer=$(manage cli POST attachments "{\"server\":\"$SERVER_NAME\",\"device\":\"9-9\"}") && fail "a device that is not there was attached"
	step "answer: $answer"
	grep -q "9-9" <<<"$answer" || fail "the answer does not name the device: $answer"
	answer=$(manage cli POST attachments "{\"server\":\"nowhere\",\"device\":\"9-9\"}") && fail "a server that is not configured was used"
	step "answer: $answer"
	grep -q "nowhere" <<<"$answer" || fail "the answer does not name the server: $answer"
	expect_detached
}

# A device's text reaches no terminal as it is.
case_escapes() {
	local evil=$'\e[2J\e]0;owned\a\xc2\x9b31m evil' bus_id
	pair_up
	gadget_new evil 0x1d6b 0x0199
	configure "$GADGETS/evil/strings/0x409" product="$evil" manufacturer="$evil"
	gadget_function evil SourceSink.evil
	gadget_plug evil
	bus_id=$(wait_local evil)
	attach evil
	manage srv GET devices | jq -r '.[] | .product, .manufacturer' >/run/lab/shown
	manage cli GET devices | jq -r '.[] | .. | strings' >>/run/lab/shown
	manage cli GET attachments | jq -r '.[] | .. | strings' >>/run/lab/shown
	app_run srv --list-devices >>/run/lab/shown
	cat /run/lab/srv/log /run/lab/cli/log >>/run/lab/shown
	grep -q evil /run/lab/shown || fail "the device is not shown at all"
	grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' /run/lab/shown && fail "control characters of a device's name were shown: $(grep -P '[\x00-\x08\x0b-\x1f\x7f]' /run/lab/shown | head -n 1 | cat -v)"
	detach evil
	gadget_remove evil
}

# The server may not open the device's node: the client hears what to do about it.
case_no_node_permission() {
	local answer bus_id
	app_stop cli
	app_stop srv
	mkdir -p /run/lab/nobody-srv
	chown "$NOBODY" /run/lab/nobody-srv
	bus_id=$(wait_local loopback)
	chmod 0600 "$(usb_node "$bus_id")"
	sed 's,state-dir:.*,state-dir: /run/lab/nobody-srv,' /run/lab/srv/config.yml >/run/lab/srv/nobody.yml
	cp -a /run/lab/srv/state/identity /run/lab/nobody-srv/
	chown -R "$NOBODY" /run/lab/nobody-srv
	WRAPPER=(setpriv --reuid "$NOBODY" --regid "$NOBODY" --clear-groups)
	app_exec srv --service --config /run/lab/srv/nobody.yml >"$LAB_OUT/srv-nobody.log" 2>&1 </dev/null &
	echo $! >/run/lab/nobody-pid
	WRAPPER=()
	wait_line "$LAB_OUT/srv-nobody.log" ' READY ' "$START_SECONDS" || fail "a server without root did not start"
	app_start cli
	app_ready cli
	must 30 "the client did not connect" server_state connected
	must 10 "the server does not offer the gadget" offered "$bus_id"
	answer=$(manage cli POST attachments "{\"server\":\"$SERVER_NAME\",\"device\":\"$bus_id\"}") && fail "attached without permission"
	step "answer: $answer"
	grep -q "give this user read and write access" <<<"$answer" || fail "the answer does not say what is missing: $answer"
	expect_detached
	stop_process "$(</run/lab/nobody-pid)" "$STOP_SECONDS"
}

# Noise on the server's port: nobody is disturbed.
case_noise() {
	local i
	pair_up
	attach loopback
	for ((i = 0; i < 300; i++)); do
		in_cli bash -c 'head -c $((RANDOM % 1400 + 1)) /dev/urandom >/dev/udp/'"$SRV_IP/$SERVER_UDP_PORT"
	done 2>/dev/null
	timeout 60 "$LAB_BIN/usbfs" loopback "$(usb_node "$(wait_remote loopback)")" 0 0x02 0x81 64 4096 4
	server_state connected || fail "noise ended the session"
	detach loopback
}

suite_begin
share_ready
mkdir -m 0700 "$OTHER_ID_FOLDER"
OTHER_ID=$(app_run cli --node-id --state-dir "$OTHER_ID_FOLDER")
net_shape 2
gadget_loopback loopback
run_case "client without vhci: 69" case_no_vhci
run_case "client without rights: 77" case_not_root
run_case "a key that others may read: 78" case_open_key
run_case "settings: unknown, wrong value, bad pattern: 78" case_bad_setting
run_case "UDP port taken, service running already: 75" case_port_in_use
run_case "client not approved: told what to do" case_unapproved
run_case "server with another node id: not trusted" case_wrong_server
run_case "device in another program: BUSY, by name" case_busy
run_case "no such device, no such server" case_no_such_device
run_case "escapes in a device's name are shown cleaned" case_escapes
run_case "noise on the server's port disturbs nobody" case_noise
run_case "server may not open the device's node: NO_PERMISSION" case_no_node_permission
suite_end
