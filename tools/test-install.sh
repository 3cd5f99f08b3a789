#!/bin/bash
# Tests install.sh and uninstall.sh into a folder, with made-up programs and a made-up Java. Prints only what fails.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

failed() {
  failures=$((failures + 1))
  echo "FAILED: $1" >&2
  cat "$work/out" >&2
}
run() { "$@" >"$work/out" 2>&1; code=$?; }
expect() { # expect <what> <code> [pattern]
  if [ "$code" -ne "$2" ] || { [ $# -eq 3 ] && ! grep -q -e "$3" "$work/out"; }; then
    failed "$1: exit $code (expected $2)${3:+, expected '$3'}"
  fi
}
there() { [ -e "$work/dest$2" ] || failed "$1: $2 is missing"; }
absent() { [ ! -e "$work/dest$2" ] || failed "$1: $2 is there"; }

# A tree with jars, and a Java that unpacks them into libraries of every kind of machine.
tree=$work/tree
mkdir -p "$tree/docs"
cp -R "$here"/{bin,config,install.sh,uninstall.sh,LICENSE,NOTICE,README.md,CHANGELOG.md} "$tree/"
cp "$here"/docs/{deployment,relay,troubleshooting}.md "$tree/docs/"
for app in server client; do
  mkdir -p "$tree/usb-share-$app/target"
  touch "$tree/usb-share-$app/target/usb-share-$app.jar"
done
java=$work/java
mkdir -p "$java/bin"
printf 'JAVA_VERSION="25.0.1"\n' >"$java/release"
cat >"$java/bin/java" <<'END'
#!/bin/bash
while [ $# -gt 0 ]; do
  case $1 in
    -jar) jar=$2 ;;
    --destination) to=$2 ;;
  esac
  shift
done
mkdir -p "$to/lib"
touch "$to/$(basename "$jar")"
cd "$to/lib" && touch spring.jar netty-transport-native-unix-common-1.jar netty-codec-native-quic-1-{linux-x86_64,osx-aarch_64,linux-aarch_64}.jar \
  libusb4java-1-{linux-x86-64,win32-x86,linux-aarch64}.jar
END
chmod +x "$java/bin/java"
export USB_SHARE_JAVA_HOME=$java USB_SHARE_ARCH=x86_64

run "$tree/install.sh" --destdir "$work/dest"
expect "install" 0
for app in server client; do
  there "install" "/usr/local/bin/usb-share-$app"
  there "install" "/usr/local/lib/usb-share-$app/lib/usb-share-$app.jar"
  there "install" "/usr/local/lib/usb-share-$app/lib/lib/netty-transport-native-unix-common-1.jar"
  there "install" "/usr/local/share/doc/usb-share-$app/deployment.md"
  there "install" "/etc/usb-share/$app.yml"
  grep -q "^ExecStart=/usr/local/bin/usb-share-$app --service" "$work/dest/etc/systemd/system/usb-share-$app.service" || failed "unit of $app"
done
there "unit of the relay" /etc/systemd/system/usb-share-relay.service
grep -q "^ExecStart=/usr/local/bin/usb-share-server relay" "$work/dest/etc/systemd/system/usb-share-relay.service" || failed "unit of the relay"
there "settings of the relay" /etc/usb-share/relay.yml
there "rights of the server" /etc/udev/rules.d/60-usb-share.rules
grep -q '"/usr/local/lib/usb-share-client/bin/usb-share-vhci-access --given"' "$work/dest/etc/udev/rules.d/61-usb-share-vhci.rules" ||
  failed "rights of the client"
there "helper of the client" /usr/local/lib/usb-share-client/bin/usb-share-vhci-access
absent "helper of the client" /usr/local/lib/usb-share-server/bin/usb-share-vhci-access
natives=$(cd "$work/dest/usr/local/lib/usb-share-server/lib/lib" && echo ./*-1-*)
[ "$natives" = "./libusb4java-1-linux-x86-64.jar ./netty-codec-native-quic-1-linux-x86_64.jar" ] || failed "natives: $natives"
grep -rq '@PREFIX@' "$work/dest" && failed "a prefix is not filled in"
find "$work/dest" -name '*.new' | grep -q . && failed "unfinished files are left"

echo "# mine" >"$work/dest/etc/usb-share/server.yml"
touch "$work/dest/usr/local/lib/usb-share-server/lib/lib/of-an-older-release.jar"
run "$tree/install.sh" --destdir "$work/dest"
expect "install again" 0
grep -q '# mine' "$work/dest/etc/usb-share/server.yml" || failed "settings were overwritten"
absent "install again" /usr/local/lib/usb-share-server/lib/lib/of-an-older-release.jar

run "$tree/uninstall.sh" --destdir "$work/dest"
expect "uninstall" 0
[ "$(cd "$work/dest" && find . -type f -o -type l | sort | tr '\n' ' ')" = "./etc/usb-share/client.yml ./etc/usb-share/relay.yml ./etc/usb-share/server.yml " ] ||
  failed "uninstall leaves: $(find "$work/dest" -type f -o -type l)"
run "$tree/uninstall.sh" --destdir "$work/dest" --purge
expect "purge" 0
[ -z "$(find "$work/dest" -type f -o -type l)" ] || failed "purge leaves: $(find "$work/dest" -type f)"
run "$tree/uninstall.sh" --destdir "$work/dest" --purge
expect "purge again" 0

run "$tree/install.sh" --app client --prefix /opt/usb-share --runtime "$java" --destdir "$work/dest"
expect "one app, prefix, runtime" 0
there "runtime" /opt/usb-share/lib/usb-share-client/runtime/bin/java
absent "one app" /opt/usb-share/lib/usb-share-server
run "$tree/install.sh" --prefix /usr --destdir "$work/dest"
there "a package's unit" /usr/lib/systemd/system/usb-share-server.service

run "$tree/install.sh" --destdir
expect "no value" 64 '--destdir needs a value'
run "$tree/install.sh" --app both
expect "unknown app" 64 'server or client'
run "$tree/install.sh" --prefix 'a b'
expect "relative prefix" 64 'absolute path'
run "$tree/install.sh" --frobnicate
expect "unknown option" 64 "unknown option '--frobnicate'"
run "$tree/install.sh" --runtime "$work" --destdir "$work/dest"
expect "no Java there" 64 'holds no bin/java'
run "$tree/uninstall.sh" --frobnicate
expect "unknown option" 64 "unknown option '--frobnicate'"
run "$tree/install.sh" --help
expect "help" 0 '--destdir   puts'
rm "$tree/usb-share-client/target/usb-share-client.jar"
run "$tree/install.sh" --destdir "$work/dest"
expect "not built" 66 'usb-share-client is not built: mvn'

[ "$failures" -eq 0 ] || exit 1
