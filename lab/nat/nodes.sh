# shellcheck shell=bash
# usb-share in the homes of topology.sh, on the host: a relay on the Internet, a server with a simulated flash drive in srv, and a
# client in cli that writes to the drive, reads it back and compares.
#
# From the caller: dist (a folder with bin/), keys (node keys: keys/srv, keys/cli), work (a folder of its own). Whatever fails returns 1,
# and the reason is in $work/reason.
# shellcheck disable=SC2154

RELAY_URL=http://$INET_IP:3340
# Nodes hear of each other by their ids alone: from the relay, and from the records that it keeps.
NODE_NETWORK=(--usb-share.network.offline=false "--usb-share.network.relays=$RELAY_URL" "--usb-share.network.lookup=$RELAY_URL/pkarr"
	--usb-share.network.dns= "--usb-share.network.stun=$INET_IP:3478")
# For programs that end soon.
BRIEF="-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
START_SECONDS=60
# A client starts, asks who knows the server, and connects.
CONNECT_SECONDS=60

# Says why something failed; to be followed by return. failed_because TEXT...
failed_because() {
	printf '%s\n' "$*" >"$work/reason"
	return 1
}

# Sleeps without a process. nap SECONDS
exec {SILENCE}<> <(:)
nap() { read -r -t "$1" -u "$SILENCE" || true; }

# Prints the seconds from one time to another, none if that was before. seconds_between FROM TO
seconds_between() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f", (b > a ? b - a : 0) }'; }

# Starts a program in a namespace, its output in $work/NAME.log. Sets STARTED. node_start ROLE NAME COMMAND...
node_start() {
	# Before it starts: what an earlier one of that name has said must not be taken for its words.
	: >"$work/$2.log"
	# shellcheck disable=SC2086 # options are split at blanks
	USB_SHARE_JAVA_OPTS="${NODE_JAVA_OPTS-$BRIEF}" ip netns exec "$NAT_PREFIX$1" "${@:3}" >"$work/$2.log" 2>&1 </dev/null &
	STARTED=$!
}

# Waits until a service is ready. node_ready NAME PID
node_ready() {
	local left=$((START_SECONDS * 10))
	until grep -qs ' READY ' "$work/$1.log"; do
		kill -0 "$2" 2>/dev/null || failed_because "$1 ended instead of starting: $(tail -n 1 "$work/$1.log")" || return
		((left-- > 0)) || failed_because "$1 was not ready within $START_SECONDS s" || return
		nap 0.1
	done
}

# Ends a program and waits for it. node_stop PID [SIGNAL]
node_stop() {
	local left=100
	[ -n "$1" ] || return 0
	kill "-${2:-TERM}" "$1" 2>/dev/null || true
	while kill -0 "$1" 2>/dev/null; do
		((left-- > 0)) || kill -KILL "$1" 2>/dev/null || true
		nap 0.1
	done
	wait "$1" 2>/dev/null || true
}

# Starts the relay and waits for it. Sets RELAY_PID. relay_up [OPTION...]
relay_up() {
	# The address is named: an answer of STUN must come from where it was asked, and this machine has several.
	node_start inet relay "$dist/bin/usb-share-server" relay --port 3340 --stun-port 3478 --usb-share.listen.address="$INET_IP" \
		--state-dir "$work/relay" \
		--usb-share.management.port=0 "$@"
	RELAY_PID=$STARTED
	node_ready relay "$RELAY_PID"
}

# Starts the server and waits for it. Sets SERVER_PID. server_up [OPTION...]
server_up() {
	rm -rf "$work/srv"
	mkdir -m 0700 "$work/srv"
	cp -a "$keys/srv/identity" "$work/srv/"
	NODE_JAVA_OPTS="-Xmx400m $BRIEF" node_start srv server "$dist/bin/usb-share-server" --service --state-dir "$work/srv" \
		--usb-share.usb.enabled=false --simulate flash:192MiB --peer "$(<"$keys/cli/id")" --port 7490 --usb-share.management.port=0 \
		"${NODE_NETWORK[@]}" "$@"
	SERVER_PID=$STARTED
	node_ready server "$SERVER_PID"
}

# Starts the client, which knows the server's id and nothing else. Sets CLIENT_PID. client_up MIB [OPTION...]
client_up() {
	rm -rf "$work/cli"
	mkdir -m 0700 "$work/cli"
	cp -a "$keys/cli/identity" "$work/cli/"
	NODE_JAVA_OPTS=$BRIEF node_start cli client "$dist/bin/usb-share-client" --exercise --exercise-size "$1MiB" --state-dir "$work/cli" \
		--connect "$(<"$keys/srv/id")" "${NODE_NETWORK[@]}" "${@:2}"
	CLIENT_PID=$STARTED
}

# Asks the server which way packets to the client take. Sets WAY: kind, target, when the connection was made, since when it takes this
# way, how often it changed, and why it is not direct; empty while there is no connection. way_now
way_now() {
	WAY=$(curl -s --max-time 5 --unix-socket "$work/srv/management.sock" http://localhost/actuator/paths | jq -r '
		def seconds: capture("(?<whole>[^.Z]*)(?<part>[.][0-9]*)?Z") | ((.whole + "Z") | fromdate) + ((.part // "0") | tonumber);
		map(select(.active)) | first // empty |
		[.kind, .target, (.connected | seconds), (.since | seconds), .switches, .notDirect // "-"] | join(" ")' 2>/dev/null) || WAY=
	read -r WAY_KIND WAY_TARGET WAY_CONNECTED WAY_SINCE WAY_SWITCHES WAY_WHY <<<"$WAY" || true
}

# Waits until packets take a way of a kind; fails after SECONDS. way_becomes KIND-REGEX SECONDS
way_becomes() {
	local began=$EPOCHREALTIME
	way_now
	until [[ $WAY_KIND =~ ^($1)$ ]]; do
		awk -v a="$began" -v b="$EPOCHREALTIME" -v most="$2" 'BEGIN { exit !(b - a < most) }' || return 1
		kill -0 "$CLIENT_PID" 2>/dev/null || return 1
		nap 0.1
		way_now
	done
}

# Waits for the client to end; fails unless what it read was what it wrote. client_done
client_done() {
	local code=0
	wait "$CLIENT_PID" || code=$?
	CLIENT_PID=
	if [ "$code" != 0 ] || ! grep -q 'sha256 ok' "$work/client.log"; then
		failed_because "the client's exit code is $code: $(grep -iE 'fail|not connected|error' "$work/client.log" | tail -n 1)"
	fi
}
