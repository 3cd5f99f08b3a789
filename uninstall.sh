#!/bin/bash
# Takes away what install.sh installed. Settings, keys and databases stay, unless --purge is given.
#
#   uninstall.sh [--app server|client] [--prefix DIR] [--destdir DIR] [--purge]
#
# May be repeated. Exit codes: 0 done, 1 something failed, 64 wrong usage, 77 not root.
set -euo pipefail

die() {
  echo "uninstall.sh: $2" >&2
  exit "$1"
}

apps=(server client) prefix=/usr/local destdir='' purge=''
value() { [ $# -ge 2 ] && [ -n "$2" ] || die 64 "$1 needs a value; see --help"; }
while (($#)); do
  case $1 in
    --app)
      value "$@"
      case $2 in server | client) apps=("$2") ;; *) die 64 "--app is server or client, not '$2'" ;; esac
      shift 2
      ;;
    --prefix) value "$@" && prefix=${2%/} && shift 2 ;;
    --destdir) value "$@" && destdir=$(readlink -m "$2") && shift 2 ;;
    --purge) purge=1 && shift ;;
    --help) sed -n '2,6s/^# \{0,1\}//p' "$0" && exit 0 ;;
    *) die 64 "unknown option '$1'; see --help" ;;
  esac
done
[ -n "$destdir" ] || [ "$(id -u)" = 0 ] || die 77 "only root can uninstall from $prefix"
[ "$prefix" != /usr ] || [ -n "$destdir" ] || die 64 "what is under /usr is a package's: apt remove usb-share-server usb-share-client"

case $prefix in
  /usr) units=/usr/lib/systemd/system rules=/usr/lib/udev/rules.d ;;
  *) units=/etc/systemd/system rules=/etc/udev/rules.d ;;
esac

# setup APP COMMAND: as installed, on this machine only.
setup() {
  local program=$prefix/lib/$1/bin/usb-share-setup
  [ -n "$destdir" ] || [ ! -x "$program" ] || "$program" "$@"
}

for app in "${apps[@]}"; do
  name=usb-share-$app
  setup "$name" stop
  rm -f "$destdir$prefix/bin/$name" "$destdir$units/$name.service"
  case $app in
    server) rm -f "$destdir$rules/60-usb-share.rules" "$destdir$units/usb-share-relay.service" ;;
    client) rm -f "$destdir$rules/61-usb-share-vhci.rules" ;;
  esac
  setup "$name" forget
  if [ -n "$purge" ]; then
    setup "$name" purge
    rm -f "$destdir/etc/usb-share/$app.yml"
    [ "$app" != server ] || rm -f "$destdir/etc/usb-share/relay.yml"
  fi
  rm -rf "$destdir$prefix/lib/$name" "$destdir$prefix/share/doc/$name"
done
