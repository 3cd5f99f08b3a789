# shellcheck shell=bash
# bin/demo --relay: sourced by it, for its words (say, fail, missing), its build and what it does at its end.
# shellcheck disable=SC2154 # root, work, keep, brief and pids are bin/demo's

# As a public relay would limit it: the disk is still being written when the direct way is found.
RELAY_RATE=2MB
DISK_MIB=24

relay_main() {
  local tool
  if [ -z "${DEMO_INSIDE:-}" ]; then
    [ "$(uname -s)" = Linux ] || missing "--relay needs Linux"
    for tool in unshare ip nft curl jq; do
      command -v $tool >/dev/null || missing "--relay needs $tool: install util-linux, iproute2, nftables, curl and jq"
    done
    build_programs
    # The namespaces are this process's own: nothing of them is left when it ends, and no other program sees them.
    local user=(--user --map-root-user)
    [ "$(id -u)" -ne 0 ] || user=()
    unshare ${user[@]+"${user[@]}"} --net --mount true 2>/dev/null ||
      missing "this kernel lets only root have network namespaces: run it with sudo"
    DEMO_INSIDE=1 exec unshare ${user[@]+"${user[@]}"} --net --mount "$0" --relay ${keep:+--keep}
  fi
  mount -t tmpfs tmpfs /run || missing "no file system may be mounted in a namespace here: run it with sudo"
  work=$(mktemp -d "${TMPDIR:-/tmp}/usb-share-demo.XXXXXX")
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  # shellcheck source=topology.sh
  . "$root/lab/nat/topology.sh"
  # shellcheck source=nodes.sh
  . "$root/lab/nat/nodes.sh"
  dist=$root keys=$work/keys
  relay_demo
}

# Makes a side's key. side_key srv|cli PROGRAM
side_key() {
  mkdir -p "$keys/$1"
  USB_SHARE_JAVA_OPTS="$brief" "$dist/bin/$2" --node-id --state-dir "$keys/$1" >"$keys/$1/id" 2>"$work/node-id.log" ||
    fail "$2 has no node id" "$work/node-id.log"
}

# Waits for the program that was started last, and has it ended with the demo. started_well COMMAND...
started_well() {
  local code=0
  "$@" || code=$?
  pids+=("$STARTED")
  [ "$code" -eq 0 ] || fail "$(<"$work/reason")" "$work/relay.log" "$work/server.log"
}

# Prints every change of the way while the client runs. Sets ways.
follow_ways() {
  local shown=''
  ways=()
  while kill -0 "$CLIENT_PID" 2>/dev/null; do
    way_now
    if [ -n "$WAY" ] && [ "$WAY_KIND $WAY_TARGET" != "$shown" ]; then
      shown="$WAY_KIND $WAY_TARGET"
      ways+=("$WAY_KIND")
      printf '%5s s  %-6s  %s\n' "$(seconds_between "$WAY_CONNECTED" "$WAY_SINCE")" "$WAY_KIND" "$WAY_TARGET"
    fi
    nap 0.1
  done
}

relay_demo() {
  local began=$EPOCHREALTIME ways
  say "Two homes, each behind a NAT of its own, and the Internet between them"
  internet_up
  home_up srv cone
  home_up cli cone
  side_key srv usb-share-server
  side_key cli usb-share-client
  echo "server  ${LAN_NET[srv]}.2 behind ${WAN_IP[srv]}, node id $(<"$keys/srv/id")"
  echo "client  ${LAN_NET[cli]}.2 behind ${WAN_IP[cli]}, node id $(<"$keys/cli/id")"

  say "A relay on the Internet, which is all that they share"
  started_well relay_up "--usb-share.limits.node=$RELAY_RATE"
  echo "$RELAY_URL, process $RELAY_PID; each node may send $RELAY_RATE a second through it"

  say "The server, which says nowhere but there how it is reached"
  started_well server_up
  echo "process $SERVER_PID"

  say "The client knows the server's node id; it writes $DISK_MIB MiB to the server's flash drive and reads them back"
  client_up "$DISK_MIB"
  pids+=("$CLIENT_PID")
  echo "since connecting, packets go over"
  follow_ways
  client_done || fail "$(<"$work/reason")" "$work/client.log" "$work/server.log"
  echo
  cat "$work/client.log"
  [ "${ways[0]:-}" = relay ] || fail "the first way was not the relay, but ${ways[0]:-none}"
  [ "${ways[-1]}" = direct ] || fail "no direct way was found; packets went over ${ways[*]}" "$work/server.log"

  say "Stopping everything"
  stop_all
  echo "all done in $(seconds_between "$began" "$EPOCHREALTIME") s: connected through the relay, then directly, and the data is what it was"
}
