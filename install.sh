#!/bin/bash
# Installs usb-share from this tree, which must have been built: mvn -DskipTests package
#
#   install.sh [--app server|client] [--prefix DIR] [--destdir DIR] [--runtime DIR] [--no-start]
#
#   --app       one of the programs only
#   --prefix    where it goes: /usr/local if not given
#   --destdir   puts the files under this folder and touches nothing else, as packagers do
#   --runtime   a Java 25 runtime to install with it; without one, the launcher looks for Java on the machine
#   --no-start  installs the service without starting it
#
# May be repeated: newer files replace older ones, settings under /etc/usb-share stay. uninstall.sh takes it away again.
# Exit codes: 0 done, 1 something failed, 64 wrong usage, 66 the programs are not built, 77 not root.
set -euo pipefail
root=$(dirname "$(readlink -f "$0")")

die() {
  echo "install.sh: $2" >&2
  exit "$1"
}

apps=(server client) prefix=/usr/local destdir='' runtime='' start=()
# The value of the option before it. value OPTION [VALUE]
value() { [ $# -ge 2 ] && [ -n "$2" ] || die 64 "$1 needs a value; see --help"; }
while (($#)); do
  case $1 in
    --app)
      value "$@"
      case $2 in server | client) apps=("$2") ;; *) die 64 "--app is server or client, not '$2'" ;; esac
      shift 2
      ;;
    --prefix) value "$@" && prefix=$2 && shift 2 ;;
    --destdir) value "$@" && destdir=$(readlink -m "$2") && shift 2 ;;
    --runtime) value "$@" && runtime=$(readlink -f "$2") && shift 2 ;;
    --no-start) start=(--no-start) && shift ;;
    --help) sed -n '2,12s/^# \{0,1\}//p' "$0" && exit 0 ;;
    *) die 64 "unknown option '$1'; see --help" ;;
  esac
done
[[ $prefix =~ ^/[A-Za-z0-9/._-]*$ ]] || die 64 "--prefix must be an absolute path of plain characters, not '$prefix'"
prefix=${prefix%/}
[ -z "$runtime" ] || [ -x "$runtime/bin/java" ] || die 64 "--runtime $runtime holds no bin/java"
[ -n "$destdir" ] || [ "$(id -u)" = 0 ] || die 77 "only root can install to $prefix; --destdir DIR needs no root"
for app in "${apps[@]}"; do
  [ -r "$root/usb-share-$app/target/usb-share-$app.jar" ] || die 66 "usb-share-$app is not built: mvn -DskipTests package"
done

# What belongs to the system has its places beside /usr, and others for what is not a package's.
case $prefix in
  /usr) units=/usr/lib/systemd/system rules=/usr/lib/udev/rules.d ;;
  *) units=/etc/systemd/system rules=/etc/udev/rules.d ;;
esac

# put MODE SOURCE TARGET: installs a file, with the prefix filled in.
put() {
  install -D -m "$1" /dev/null "$destdir$3.new"
  sed "s|@PREFIX@|$prefix|g" "$2" >"$destdir$3.new"
  mv -f "$destdir$3.new" "$destdir$3"
}

# Leaves out native libraries of other systems and processors: four fifths of them.
drop_foreign_natives() {
  local keep foreign
  case ${USB_SHARE_ARCH:-$(uname -m)} in
    x86_64 | amd64) keep='linux-x86[_-]64' ;;
    aarch64 | arm64) keep='linux-aarch_?64' ;;
    *) return 0 ;;
  esac
  for foreign in "$1"/lib/{netty-*-native-*,libusb4java-*}.jar; do
    [[ $foreign =~ $keep || $foreign == *native-unix-common* ]] || rm -f "$foreign"
  done
}

install_app() {
  local app=usb-share-$1 home=$prefix/lib/usb-share-$1 script
  local scripts=("$app" usb-share-launch.sh usb-share-train usb-share-setup)
  [ "$1" = server ] || scripts+=(usb-share-vhci-access)
  rm -rf "$destdir$home.new" # what an interrupted run left
  mkdir -p "$destdir$home.new" "$destdir$prefix/bin"
  USB_SHARE_JAVA_OPTS=-Djarmode=tools USB_SHARE_AOT_DIR=/nonexistent "$root/bin/$app" extract \
    --destination "$destdir$home.new/lib" >/dev/null
  drop_foreign_natives "$destdir$home.new/lib"
  [ -z "$runtime" ] || cp -R "$runtime" "$destdir$home.new/runtime"
  for script in "${scripts[@]}"; do install -D -m 755 "$root/bin/$script" "$destdir$home.new/bin/$script"; done
  rm -rf "$destdir$home"
  mv "$destdir$home.new" "$destdir$home"
  ln -sfn "../lib/$app/bin/$app" "$destdir$prefix/bin/$app"

  put 644 "$root/config/systemd/$app.service" "$units/$app.service"
  case $1 in
    server)
      put 644 "$root/config/udev/60-usb-share.rules" "$rules/60-usb-share.rules"
      put 644 "$root/config/systemd/usb-share-relay.service" "$units/usb-share-relay.service"
      [ -e "$destdir/etc/usb-share/relay.yml" ] || put 644 "$root/config/usb-share-relay.yml" /etc/usb-share/relay.yml
      ;;
    client) put 644 "$root/config/udev/61-usb-share-vhci.rules" "$rules/61-usb-share-vhci.rules" ;;
  esac
  [ -e "$destdir/etc/usb-share/$1.yml" ] || put 644 "$root/config/$app.yml" "/etc/usb-share/$1.yml"
}

install_documents() {
  local app=usb-share-$1 file
  for file in LICENSE NOTICE CHANGELOG.md README.md docs/{deployment,relay,troubleshooting}.md; do
    put 644 "$root/$file" "$prefix/share/doc/$app/${file##*/}"
  done
}

for app in "${apps[@]}"; do
  install_app "$app"
  install_documents "$app"
  [ -n "$destdir" ] || "$prefix/lib/usb-share-$app/bin/usb-share-setup" "usb-share-$app" configure "${start[@]}"
done
