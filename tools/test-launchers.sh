#!/bin/sh
# Tests bin/usb-share-server and -client with made-up Java installations. Prints only what fails.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

java() { # java <dir> <version>: a fake Java that prints its arguments, one per line
  mkdir -p "$1/bin"
  printf 'IMPLEMENTOR="test"\nJAVA_VERSION="%s"\n' "$2" >"$1/release"
  printf '#!/bin/sh\necho "home=%s"\nprintf "<%%s>\\n" "$@"\n' "$1" >"$1/bin/java"
  chmod +x "$1/bin/java"
}

run() { # run [VAR=value ...] launcher [args]: in an environment without anything else
  env -i PATH="$path" USB_SHARE_JVM_DIRS="$work/jvms" "$@" >"$work/out" 2>"$work/err"
  code=$?
}

expect() { # expect <what> <code> <pattern> <file>
  if [ "$code" -ne "$2" ] || ! grep -q -e "$3" "$work/$4"; then
    failures=$((failures + 1))
    echo "FAILED: $1: exit $code (expected $2), expected '$3' in $4:" >&2
    cat "$work/out" "$work/err" >&2
  fi
}

one_line() { # one_line <what>
  if [ "$(wc -l <"$work/err")" -ne 1 ]; then
    failures=$((failures + 1))
    echo "FAILED: $1: more than one line of error" >&2
  fi
}

# The tools a launcher needs, and no Java among them.
path=$work/tools
mkdir -p "$path" "$work/jvms" "$work/prefix/lib"
for tool in sh dirname readlink sed; do ln -s "$(command -v $tool)" "$path/$tool"; done
cp -R "$here/bin" "$work/prefix/bin"
touch "$work/prefix/lib/usb-share-server.jar" "$work/prefix/lib/usb-share-client.jar"
server=$work/prefix/bin/usb-share-server
java "$work/java17" 17.0.15
java "$work/java25" 25.0.1
java "$work/java26" 26

run "$server"
expect "no Java" 78 "found none.*USB_SHARE_JAVA_HOME" err
one_line "no Java"

run JAVA_HOME="$work/java17" "$server"
expect "old Java only" 78 "found only $work/java17" err
one_line "old Java only"

run USB_SHARE_JAVA_HOME="$work/java17" JAVA_HOME="$work/java25" "$server"
expect "chosen Java too old" 78 "USB_SHARE_JAVA_HOME=$work/java17" err

run USB_SHARE_JAVA_HOME="$work/java26" JAVA_HOME="$work/java25" "$server"
expect "chosen Java wins" 0 "home=$work/java26" out

run JAVA_HOME="$work/java25" "$server"
expect "JAVA_HOME" 0 "home=$work/java25" out

ln -s "$work/java25/bin/java" "$path/java"
run JAVA_HOME="$work/java17" "$server"
expect "PATH, through a link" 0 "home=$work/java25" out
rm "$path/java"

mv "$work/java17" "$work/java26" "$work/jvms"
java "$work/jvms/java17" 17.0.15
java "$work/jvms/java26" 26
run "$server"
expect "searched folders" 0 "home=$work/jvms/java26" out

run JAVA_HOME="$work/java25" "$server" "two words" '*' ''
expect "argument with a space" 0 "^<two words>$" out
expect "argument with a wildcard" 0 "^<\*>$" out
expect "empty argument" 0 "^<>$" out

run JAVA_HOME="$work/java25" USB_SHARE_JAVA_OPTS="-Xmx1g -Dx=*" "$server"
expect "default heap" 0 "^<-Xmx128m>$" out
expect "more options" 0 "^<-Xmx1g>$" out
expect "options are not expanded" 0 "^<-Dx=\*>$" out
expect "jar" 0 "^<$work/prefix/lib/usb-share-server.jar>$" out

run JAVA_HOME="$work/java25" "$work/prefix/bin/usb-share-client"
expect "client jar" 0 "^<$work/prefix/lib/usb-share-client.jar>$" out

ln -s "$server" "$work/server-link"
run JAVA_HOME="$work/java25" "$work/server-link"
expect "started through a link" 0 "^<$work/prefix/lib/usb-share-server.jar>$" out

rm "$work/prefix/lib/usb-share-server.jar"
run JAVA_HOME="$work/java25" "$server"
expect "no jar" 66 "mvn -DskipTests package" err
one_line "no jar"

mkdir -p "$work/prefix/usb-share-server/target"
touch "$work/prefix/usb-share-server/target/usb-share-server.jar"
run JAVA_HOME="$work/java25" "$server"
expect "built here" 0 "^<$work/prefix/usb-share-server/target/usb-share-server.jar>$" out

[ "$failures" -eq 0 ] || exit 1
