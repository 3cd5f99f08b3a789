# shellcheck shell=bash
# usb-share itself, as two real processes: the server in namespace srv, the client in cli, started by their launchers.
#
# Everything of a side is in /run/lab/srv or /run/lab/cli: config.yml, state/, log, pid, exit (the exit code, once it has
# ended). State is in files, not in variables, because each case runs in a shell of its own.
#
# From the environment: LAB_DIST, the folder with bin/ and the jars (default: the repository); LAB_KEYS, a folder with node
# keys made earlier, which saves starting a JVM twice. From the script: APP_JAVA_OPTIONS, instead of the quick compiler alone.

SERVER_UDP_PORT=7490
SERVER_HTTP_PORT=7491
CLIENT_HTTP_PORT=7492
# The name under which the client knows the server.
SERVER_NAME=lab
# Everything that the lab's gadgets are.
SHARED='"1d6b:*", "0525:*"'
# How long a JVM with its service may take to start and to stop, by the engine's speed.
case $LAB_ENGINE in
qemu) START_SECONDS=400 STOP_SECONDS=90 ;;
*) START_SECONDS=180 STOP_SECONDS=30 ;;
esac

# Prints the name of a side's program. app_name srv|cli
app_name() { case $1 in srv) echo usb-share-server ;; cli) echo usb-share-client ;; esac; }

# Prints a word from a side's folder: pid or exit. app_file srv|cli FILE
app_file() { attribute "/run/lab/$1/$2"; }

# Prepares both sides: keys, namespaces, configuration. Sets SERVER_ID and CLIENT_ID. Nothing is started. share_ready
share_ready() {
	local side
	java_ready
	need_modules vhci_hcd
	programs_for_everybody
	for side in srv cli; do
		mkdir -p "/run/lab/$side"
		mkdir -m 0700 "/run/lab/$side/state"
		[ -z "${LAB_KEYS:-}" ] || cp -a "$LAB_KEYS/$side/identity" "/run/lab/$side/state/"
	done
	SERVER_ID=$(node_id srv) CLIENT_ID=$(node_id cli)
	net_up
	server_config >/run/lab/srv/config.yml
	client_config >/run/lab/cli/config.yml
}

# Has the programs, and what is preloaded into them, where a user without rights can reach them too.
programs_for_everybody() {
	mkdir -p /run/lab/dist
	mount --bind "${LAB_DIST:-$LAB_REPO}" /run/lab/dist
	install -m 0755 "$LAB_BIN/fastclock.so" /run/lab/
}

# Prints the node id of a side, whose key is made if there is none. node_id srv|cli
node_id() {
	local id
	if [ -n "${LAB_KEYS:-}" ]; then
		read -r id <"$LAB_KEYS/$1/id"
	else
		id=$(app_run "$1" --node-id --state-dir "/run/lab/$1/state") || fail "no node id of $1"
	fi
	printf '%s\n' "$id"
}

# Prints, one to a line, the variables with which a side's program is started. app_environment srv|cli JVM-OPTION...
app_environment() {
	local cache options
	# What lab/e2e has trained: a service then starts in seconds. One that was made on another kind of CPU is ignored by the JVM.
	cache=/run/lab/dist/aot/$(app_name "$1").aot
	shift
	options="${JAVA_OPTIONS[*]} $*"
	[ ! -e "$cache" ] || options+=" -XX:AOTCache=$cache"
	printf '%s\n' ${JAVA_ENV[@]+"${JAVA_ENV[@]//$LAB_BIN//run/lab}"} "USB_SHARE_JAVA_HOME=$JAVA_HOME" "USB_SHARE_JAVA_OPTS=$options" \
		"USB_SHARE_NETWORK_OFFLINE=${USB_SHARE_NETWORK_OFFLINE-true}" "USB_SHARE_NETWORK_LAN=${USB_SHARE_NETWORK_LAN-false}"
}

# Prints, one to a line, the command that starts a side's program. app_command srv|cli
app_command() {
	printf 'env\n'
	# shellcheck disable=SC2086 # options are split at blanks
	app_environment "$1" ${APP_JAVA_OPTIONS--XX:TieredStopAtLevel=1}
	printf '/run/lab/dist/bin/%s\n' "$(app_name "$1")"
}

# Becomes a side's program in its namespace; runs in a subshell of the caller's. app_exec srv|cli ARGUMENT...
app_exec() {
	local side=$1 command
	shift
	readarray -t command < <(app_command "$side")
	exec ip netns exec "$side" ${WRAPPER[@]+"${WRAPPER[@]}"} "${command[@]}" "$@"
}

# Runs a side's program to its end, for its output and exit code. app_run srv|cli ARGUMENT...
# WRAPPER, an array, is put in front of it, within the namespace.
app_run() { (app_exec "$@"); }

# Prints the server's configuration. server_config [LINE...]: lines that come on top, under usb-share.
server_config() {
	cat <<-END
		usb-share:
		  name: lab
		  state-dir: /run/lab/srv/state
		  listen:
		    port: $SERVER_UDP_PORT
		  management:
		    port: $SERVER_HTTP_PORT
		  share: [ $SHARED ]
		  peers:
		    - name: client
		      id: ${APPROVED_ID:-$CLIENT_ID}
	END
	printf '  %s\n' "$@"
}

# Prints the client's configuration. client_config [PATTERN...]: devices to attach by rule.
client_config() {
	cat <<-END
		usb-share:
		  state-dir: /run/lab/cli/state
		  management:
		    port: $CLIENT_HTTP_PORT
		  servers:
		    - name: $SERVER_NAME
		      id: ${EXPECTED_ID:-$SERVER_ID}
		      address: "$SRV_IP:$SERVER_UDP_PORT"
	END
	(($#)) || return 0
	echo '  attach:'
	printf '    - "%s"\n' "$@"
}

# Starts a side's service, and returns at once. app_start srv|cli [ARGUMENT...]
app_start() {
	local side=$1 folder=/run/lab/$1 count=1 log
	shift
	while [ -e "$LAB_OUT/$side-$count.log" ]; do count=$((count + 1)); done
	log=$LAB_OUT/$side-$count.log
	ln -sfn "$log" "$folder/log"
	rm -f "$folder/exit"
	# A shell of its own waits for the program, so that its exit code outlives the case.
	(
		trap - ERR
		set +e
		exec 2>/dev/null
		app_exec "$side" --service --config "$folder/config.yml" "$@" </dev/null >"$log" 2>&1 &
		echo $! >"$folder/pid"
		wait $!
		echo $? >"$folder/exit"
	) &
	wait_until 5 app_has_pid "$side" || fail "the $side process was not even started"
}

app_has_pid() { [ -s "/run/lab/$1/pid" ]; }

# Succeeds while a side's service runs. app_running srv|cli
app_running() { app_has_pid "$1" && running "$(app_file "$1" pid)"; }

app_is_ready() { has_line "/run/lab/$1/log" ' READY ' || ! app_running "$1"; }

# Waits until a side's service is ready. app_ready srv|cli
app_ready() {
	wait_until "$START_SECONDS" app_is_ready "$1" || fail "$(app_name "$1") was not ready within $START_SECONDS s"
	app_running "$1" || fail "$(app_name "$1") ended instead of starting: $(tail -n 1 "/run/lab/$1/log")"
	expect "program behind the process id of $1" java "$(basename "$(readlink "/proc/$(app_file "$1" pid)/exe")")"
}

# Sends a signal to a side's service. app_signal srv|cli SIGNAL
app_signal() { kill "-$2" "$(app_file "$1" pid)" || fail "$(app_name "$1") is not there to be signalled"; }

app_has_ended() { [ -s "/run/lab/$1/exit" ]; }

# Waits for a side's service to end and prints its exit code. app_exit srv|cli [SECONDS]
app_exit() {
	wait_until "${2:-$STOP_SECONDS}" app_has_ended "$1" || fail "$(app_name "$1") did not end within ${2:-$STOP_SECONDS} s"
	rm -f "/run/lab/$1/pid"
	app_file "$1" exit
}

# Stops a side's service in order and expects that it ends as it should. app_stop srv|cli
app_stop() {
	app_running "$1" || return 0
	app_signal "$1" TERM
	expect "exit code of $(app_name "$1") on SIGTERM" 143 "$(app_exit "$1")"
}

# Whatever state a failed case has left: shows the logs, and ends both sides, so that the next case starts afresh. A dump of
# its threads is the last that each process writes to its log.
apps_after_failure() {
	local side
	for side in srv cli; do
		[ -e "/run/lab/$side/log" ] || continue
		printf -- '--- the end of %s:\n' "$(readlink "/run/lab/$side/log")"
		tail -n 15 "/run/lab/$side/log"
		app_running "$side" || continue
		kill -QUIT "$(app_file "$side" pid)" 2>/dev/null
		nap 1
		kill -KILL "$(app_file "$side" pid)" 2>/dev/null || true
		wait_until 5 app_has_ended "$side" || true
		rm -f "/run/lab/$side/pid"
	done
	net_mend
	wait_until 5 vhci_empty || vhci_attached
}

# Has both services running and connected, with the configuration that is there. pair_up
pair_up() {
	local side
	for side in srv cli; do app_running "$side" || app_start "$side"; done
	for side in srv cli; do app_ready "$side"; done
	must 30 "the client did not connect to the server" server_state connected
}

# Starts both services anew. pair_restart
pair_restart() {
	app_stop cli
	app_stop srv
	pair_up
}

# Calls a side's management endpoint through its Unix socket, prints the answer. manage srv|cli METHOD PATH [JSON]
# Fails on an HTTP error, after printing what the service answered.
manage() {
	local answer=/run/lab/answer.$BASHPID code
	code=$(curl -s --max-time 30 --unix-socket "/run/lab/$1/state/management.sock" -X "$2" -o "$answer" -w '%{http_code}' \
		${4:+-H 'Content-Type: application/json' -d "$4"} "http://localhost/actuator/$3") || code=000
	cat "$answer" 2>/dev/null
	rm -f "$answer"
	[[ $code = 2* ]]
}

# Succeeds if the client's relation with the server is in a state. server_state STATE
server_state() { [ "$(manage cli GET servers | jq -r '.[0].state')" = "$1" ]; }

# Prints the client's attachments, one to a line: id, bus id at the server, state. attachments
attachments() { manage cli GET attachments | jq -r '.[] | "\(.id) \(.busId) \(.state)"'; }

# Succeeds if the client knows of no attachment. no_attachments
no_attachments() { [ -z "$(attachments)" ]; }

# Asks the client to attach a gadget, waits for it on vhci, prints its bus id there. attach NAME [SECONDS]
attach() {
	local bus_id answer
	bus_id=$(wait_local "$1")
	must 10 "the server does not offer $1 ($bus_id)" offered "$bus_id"
	answer=$(manage cli POST attachments "{\"server\":\"$SERVER_NAME\",\"device\":\"$bus_id\"}") ||
		fail "attaching $1 was refused: $answer"
	wait_remote "$1" "${2:-20}"
}

# Succeeds if the client sees a device on offer. offered BUS_ID
offered() { manage cli GET devices | jq -e --arg id "$1" 'any(.[]; .busId == $id)' >/dev/null; }

# Asks the client to detach a gadget and waits until it is gone and its driver is back at the server's side. detach NAME
detach() {
	local bus_id id answer
	bus_id=$(wait_local "$1")
	id=$(attachments | awk -v bus_id="$bus_id" '$2 == bus_id { print $1 }')
	[ -n "$id" ] || fail "$1 ($bus_id) is not attached: $(attachments)"
	answer=$(manage cli DELETE "attachments/$id") || fail "detaching $1 failed: $answer"
	must 10 "$1 stayed on vhci after detaching" remote_gone "$1"
	must 10 "the server did not release $1" released "$bus_id"
}

# Succeeds if nobody has a lease on a device of the server. released BUS_ID
released() { manage srv GET devices | jq -e --arg id "$1" 'any(.[]; .busId == $id and (.leased | not))' >/dev/null; }

# Succeeds if an interface of a device is with a driver. has_driver BUS_ID DRIVER [INTERFACE_NUMBER]
has_driver() { [ "$(driver_of "$1" "${3:-0}")" = "$2" ]; }

# Expects that nothing is attached on the client's side. expect_detached
expect_detached() {
	no_ghosts
	must 10 "the client still knows attachments" no_attachments
}

# Prints a metric of a side's service, summed over its tags; nothing if there is none. metric srv|cli NAME [TAG_REGEX]
metric() {
	manage "$1" GET prometheus | awk -v name="$2" -v tag="${3:-.}" '
		/^#/ { next }
		{ split($1, part, "{"); if (part[1] == name && $1 ~ tag) { sum += $NF; found = 1 } }
		END { if (found) printf "%.0f\n", sum }'
}
