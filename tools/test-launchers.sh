#!/bin/sh
# Tests the scripts in bin/ with made-up Java installations. Prints only what fails.
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
for tool in sh bash env dirname readlink sed; do ln -s "$(command -v $tool)" "$path/$tool"; done
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

absent() { # absent <what> <pattern> <file>
  if grep -q -e "$2" "$work/$3"; then
    failures=$((failures + 1))
    echo "FAILED: $1: '$2' is in $3" >&2
  fi
}

java "$work/prefix/runtime" 25.0.3
run JAVA_HOME="$work/java25" "$server"
expect "runtime that came with it" 0 "home=$work/prefix/runtime" out
run USB_SHARE_JAVA_HOME="$work/java25" "$server"
expect "chosen Java before the runtime that came with it" 0 "home=$work/java25" out
rm -r "$work/prefix/runtime"

mkdir "$work/aot"
touch "$work/aot/service.aot" "$work/aot/command.aot"
cached() { run JAVA_HOME="$work/java25" USB_SHARE_AOT_DIR="$work/aot" "$@"; }
cached "$server" --service
expect "cache of the service" 0 "^<-XX:AOTCache=$work/aot/service.aot>$" out
expect "cache is not talked about" 0 "^<-Xlog:aot=off>$" out
absent "service, both compilers" TieredStopAtLevel out
cached "$server" --node-id
expect "cache of a command" 0 "^<-XX:AOTCache=$work/aot/command.aot>$" out
expect "command, the quick compiler" 0 "^<-XX:TieredStopAtLevel=1>$" out
cached "$server" --exercise
absent "exercise has no cache" AOTCache out
absent "exercise, both compilers" TieredStopAtLevel out
cached USB_SHARE_JAVA_OPTS=-XX:AOTCacheOutput=x "$server" --service
absent "training uses no cache" AOTCache= out
cached USB_SHARE_JAVA_OPTS=-Xmx8m "$server" --service
expect "cache with options that it goes with" 0 "^<-XX:AOTCache=$work/aot/service.aot>$" out
sed -i 's/^#!.*/&\ncase " $* " in *" -XX:AOTCache="*) exit 1 ;; esac/' "$work/java25/bin/java"
cached USB_SHARE_JAVA_OPTS=-Xms8m "$server" --service
expect "Java that refuses the cache is started without" 0 "^<-Xms8m>$" out
absent "Java that refuses the cache is started without" AOTCache out
java "$work/java25" 25.0.1
cached USB_SHARE_AOT_DIR="$work/nowhere" "$server" --service
expect "no cache" 0 "^<--service>$" out
absent "no cache" AOTCache out

vhci=$work/prefix/bin/usb-share-vhci-access
run USB_SHARE_VHCI="$work/none" "$vhci" --given
[ "$code" -eq 0 ] || { failures=$((failures + 1)) && echo "FAILED: no vhci_hcd: exit $code" >&2; }
run "$vhci" --take
expect "unknown option" 64 'usage: usb-share-vhci-access --given' err

run "$work/prefix/bin/usb-share-train" usb-share-server
expect "training without a folder" 64 'usage: usb-share-train' err
run "$work/prefix/bin/usb-share-train" something "$work/trained"
expect "training something else" 64 'usage: usb-share-train' err

rm "$work/prefix/lib/usb-share-server.jar"
run JAVA_HOME="$work/java25" "$server"
expect "no jar" 66 "mvn -DskipTests package" err
one_line "no jar"

mkdir -p "$work/prefix/usb-share-server/target"
touch "$work/prefix/usb-share-server/target/usb-share-server.jar"
run JAVA_HOME="$work/java25" "$server"
expect "built here" 0 "^<$work/prefix/usb-share-server/target/usb-share-server.jar>$" out

[ "$failures" -eq 0 ] || exit 1
