# shellcheck shell=bash
# Shared by the commands that run usb-share in the lab: its programs built, unpacked as they would be installed, and trained.
#
# The caller has sourced common.sh and keeps its scratch files in $work, a folder of its own.
# shellcheck disable=SC2154 # work is the caller's

REPO=$(dirname "$LAB_ROOT")

# Prints the jar of a program.
jar_of() { printf '%s/%s/target/%s.jar\n' "$REPO" "$1" "$1"; }

# Prints a hash over the sources, and over the jars that were made from them. Times do not serve: builds are reproducible, and
# the jars carry a fixed one.
sources_and_jars() {
	(cd "$REPO" && find pom.xml ./*/pom.xml ./*/src/main tools/FinishJar.java -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) | sha256sum
	cat "$(jar_of usb-share-server)" "$(jar_of usb-share-client)" 2>/dev/null | sha256sum
}

# Builds the programs, if a jar is missing or made from other sources.
build_programs() {
	local stamp=$REPO/usb-share-client/target/lab-stamp
	if [ -f "$stamp" ] && [ "$(<"$stamp")" = "$(sources_and_jars)" ]; then return; fi
	say "building the programs"
	(cd "$REPO" && mvn -q -B -DskipTests -pl usb-share-server,usb-share-client -am package) >&2 || die "the programs do not build"
	sources_and_jars >"$stamp"
}

# Unpacks the programs as they would be installed, and has the JVM remember how they start: in the lab's machines a service
# then starts in seconds, not in half a minute. Kept under the programs' hash. Sets dist.
install_programs() {
	local program java name
	java=$(find_jdk)/bin/java
	[ -x "$java" ] || die "no JDK 25: install one under /usr/lib/jvm, or set JAVA_HOME"
	name=dist-$(hash_of "$(jar_of usb-share-server)" "$(jar_of usb-share-client)" "$REPO"/bin/* "$LAB_ROOT/host/programs.sh")
	dist=$LAB_CACHE/$name
	exec 8>"$LAB_CACHE/dist.lock"
	flock 8
	if [ ! -d "$dist" ]; then
		rm -rf "$LAB_CACHE"/dist-????????????
		mkdir -p "$work/$name/bin" "$work/$name/lib"
		cp "$REPO"/bin/* "$work/$name/bin/"
		for program in usb-share-server usb-share-client; do
			"$java" -Djarmode=tools -jar "$(jar_of "$program")" extract --destination "$work/$name/lib/$program" >/dev/null
		done
		train_programs "$work/$name"
		mv "$work/$name" "$dist"
	fi
	flock -u 8
}

# Starts both programs once, with devices that need no kernel, so that each leaves a cache of its classes (JEP 514) in aot/.
# train_programs FOLDER
train_programs() {
	local folder=$1 side id=() pid=()
	say "training the programs"
	mkdir "$folder/aot"
	for side in server client; do
		id+=("$("$folder/bin/usb-share-$side" --node-id --state-dir "$work/$side")") || die "usb-share-$side printed no node id"
	done
	start_training "$folder" server --simulate flash:16MiB --port 0 --usb-share.usb.enabled=false --peer "${id[1]}"
	pid+=("$trained")
	start_training "$folder" client --attach-mode in-process --attach '*' \
		--connect "${id[0]}@127.0.0.1:$(sed -n 's/.* quic=[^ ]*:\([0-9]*\) .*/\1/p' "$work/server.log")"
	pid+=("$trained")
	curl -s --retry 3 --unix-socket "$work/client/management.sock" http://localhost/actuator/servers >/dev/null
	sleep 2
	kill "${pid[@]}"
	wait "${pid[@]}" || true
	[ -s "$folder/aot/usb-share-client.aot" ] || die "the JVM left no cache: $(tail -n 3 "$work/client.log")"
}

# Starts one program to be trained, and waits until it is ready. Sets trained. start_training FOLDER server|client ARGUMENT...
start_training() {
	local log=$work/$2.log program=usb-share-$2 folder=$1 left=600
	shift 2
	USB_SHARE_JAVA_OPTS="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:AOTCacheOutput=$folder/aot/$program.aot" "$folder/bin/$program" \
		--service --state-dir "$work/${program#usb-share-}" --usb-share.management.port=0 "$@" >"$log" 2>&1 &
	trained=$!
	until grep -qs ' READY ' "$log"; do
		running_here "$trained" && ((left-- > 0)) || die "$program does not start: $(tail -n 1 "$log")"
		sleep 0.2
	done
}

running_here() { kill -0 "$1" 2>/dev/null; }

# Makes the node keys once, outside, where a JVM starts fast. Sets keys.
make_keys() {
	local side program
	keys=$LAB_CACHE/e2e-keys
	for side in srv:usb-share-server cli:usb-share-client; do
		program=${side#*:} side=${side%%:*}
		[ ! -s "$keys/$side/id" ] || continue
		mkdir -p "$keys/$side"
		"$dist/bin/$program" --node-id --state-dir "$keys/$side" >"$work/id" || die "$program printed no node id"
		mv "$work/id" "$keys/$side/id"
	done
}
