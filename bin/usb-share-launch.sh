# shellcheck shell=sh disable=SC2154,SC2086  # app and bin come from the launcher; options are split on purpose
# Shared by the launchers beside it, which set app and source this file. POSIX sh.
#
#   USB_SHARE_JAVA_HOME  the Java to use; without it JAVA_HOME, PATH and the usual places are searched
#   USB_SHARE_JAVA_OPTS  more JVM options, split at blanks; they come last, so -Xmx256m replaces our heap limit
#   USB_SHARE_JVM_DIRS   folders to search instead of the usual places, separated by ':'
#   USB_SHARE_AOT_DIR    the folder with what usb-share-train left for the JVM, instead of /var/cache/APP
#
# Exit codes, from sysexits.h: 78 no suitable Java, 66 the program's jar is missing.

required_java=25

# The major version of the Java in $1, from its release file: starting a JVM to ask would cost a second.
java_major() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release"
}

java_fits() {
  major=$(java_major "$1") && [ "${major:-0}" -ge "$required_java" ]
}

no_java() {
  echo "$app: $1. Install Java $required_java (for example Eclipse Temurin), or point USB_SHARE_JAVA_HOME at one." >&2
  exit 78
}

# Sets java_home.
find_java() {
  if [ -n "${USB_SHARE_JAVA_HOME:-}" ]; then
    java_fits "$USB_SHARE_JAVA_HOME" || no_java "USB_SHARE_JAVA_HOME=$USB_SHARE_JAVA_HOME holds no Java $required_java or newer"
    java_home=$USB_SHARE_JAVA_HOME
    return
  fi
  java_home=$root/runtime # came with the program
  java_fits "$java_home" && return
  on_path=$(command -v java 2>/dev/null) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  seen=
  for java_home in "${JAVA_HOME:-}" "${on_path:-}"; do
    [ -n "$java_home" ] || continue
    java_fits "$java_home" && return
    [ -z "${major:-}" ] || seen="$seen $java_home (Java $major)"
  done
  if [ -n "${USB_SHARE_JVM_DIRS+set}" ]; then
    jvm_dirs=$USB_SHARE_JVM_DIRS
  else
    jvm_dirs=/usr/lib/jvm:/opt:/opt/java:/usr/local:/Library/Java/JavaVirtualMachines
    jvm_dirs=$jvm_dirs:${HOME:-/root}/.sdkman/candidates/java:${HOME:-/root}/.jdks
  fi
  saved_ifs=$IFS
  IFS=:
  for dir in $jvm_dirs; do
    IFS=$saved_ifs
    for java_home in "$dir"/* "$dir"/*/Contents/Home; do
      java_fits "$java_home" && return
    done
  done
  IFS=$saved_ifs
  if [ -n "$seen" ]; then
    no_java "needs Java $required_java or newer, found only$seen"
  fi
  no_java "needs Java $required_java or newer, found none"
}

# Sets jar: installed beside bin/, installed and extracted, or built here.
find_jar() {
  root=$(dirname "$bin")
  for jar in \
    "$root/lib/$app.jar" \
    "$root/lib/usb-share/$app.jar" \
    "$root/lib/$app/$app.jar" \
    "$root/$app/target/$app.jar"; do
    [ -r "$jar" ] && return
  done
  echo "$app: $app.jar is neither in $root/lib nor built; in the sources run: mvn -DskipTests package" >&2
  exit 66
}

# Sets mode: what the JVM is asked to be good at. A command ends before the better compiler would pay.
find_mode() {
  mode=command
  [ "${1:-}" != relay ] || mode=relay
  for word; do
    case $word in
      --service) mode=service ;;
      --exercise) mode=exercise ;;
    esac
  done
}

# Sets cache to the JVM's options for what it remembers of an earlier start (JEP 514); it looks itself whether the file fits,
# and starts without it where not. Only a heap of a few megabytes makes it refuse to start, so a heap given by hand is tried.
find_cache() {
  cache=
  file=${USB_SHARE_AOT_DIR:-/var/cache/$app}/$mode.aot
  [ -r "$file" ] || return 0
  case ${USB_SHARE_JAVA_OPTS:-} in
    *-XX:AOT*) return 0 ;;
  esac
  cache="-XX:AOTCache=$file -Xlog:aot=off"
  case $file in
    *[[:space:]]*) cache= ;; # its name would be split
  esac
  [ -z "${USB_SHARE_JAVA_OPTS:-}" ] || "$java_home/bin/java" $options $cache ${USB_SHARE_JAVA_OPTS:-} -version >/dev/null 2>&1 || cache=
}

find_jar
find_java
find_mode "$@"
set -f # the options are split at blanks, their wildcards are not expanded
# The heap begins small, and memory that native code gave back goes back to the system: a service that idles is a small one. What it
# allocates for long stays in few places, so that there is something to give back.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
options='-Xms32m -Xmn6m -Xmx128m -Xss512k -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:TrimNativeHeapInterval=5000
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow'
# The buffers of a relay's clients are outside of the heap.
[ "$mode" != relay ] || options="$options -XX:MaxDirectMemorySize=64m"
[ "$mode" != command ] || options="$options -XX:TieredStopAtLevel=1"
find_cache
exec "$java_home/bin/java" $options $cache ${USB_SHARE_JAVA_OPTS:-} -jar "$jar" "$@"
