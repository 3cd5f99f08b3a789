# shellcheck shell=bash
# Shared by the tests that need a clean Debian root: makes one with debootstrap, keeps it, and runs things inside it with nothing but
# loopback for a network. The caller has set me, its name. Sets root, the repository, and work, a folder that goes at the end.
# shellcheck disable=SC2154,SC2034 # me is the caller's; root is for it

root=$(dirname "$(dirname "$(readlink -f "$0")")")
cache=${USB_SHARE_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/usb-share/lab}

missing() {
  echo "$me: $1" >&2
  exit 69
}

# The first mirror in apt's sources, and this machine's release.
mirror() {
  apt-get indextargets --format '$(SITE) $(CODENAME) $(CREATED_BY)' 2>/dev/null |
    awk -v release="$VERSION_CODENAME" '$2 == release && $3 == "Packages" { print $1; exit }'
}

# Sets base: an archive of a clean root.
make_base() {
  local site
  # shellcheck source=/dev/null
  . /etc/os-release
  base=$cache/debootstrap-$VERSION_CODENAME.tar
  [ -s "$base" ] && return
  command -v debootstrap >/dev/null || missing "debootstrap is missing: apt install debootstrap"
  site=$(mirror)
  [ -n "$site" ] || missing "apt names no mirror of $VERSION_CODENAME"
  mkdir -p "$cache"
  debootstrap --variant=minbase "$VERSION_CODENAME" "$work/base" "$site" >"$work/log" 2>&1 ||
    { tail -n 3 "$work/log" >&2 && missing "debootstrap could not reach apt's mirror"; }
  rm -rf "$work"/base/var/cache/apt/archives/*.deb
  tar -C "$work/base" -cf "$base.new" .
  mv "$base.new" "$base"
  rm -rf "$work/base"
}

[ "$(id -u)" = 0 ] || missing "only root can make a root to install in"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Unpacks the clean root. new_root FOLDER
new_root() {
  make_base
  mkdir "$1"
  tar -C "$1" -xf "$base"
}

# Runs a script of the root inside it. Whatever it starts ends with the namespace's first process. run_inside FOLDER SCRIPT [BEFORE]
# BEFORE, a shell command, is run when all is mounted, with the folder as $1.
run_inside() {
  unshare --mount --pid --net --uts --ipc --fork --kill-child bash -c '
    set -e
    ip link set lo up
    mount --bind "$1" "$1"
    mount -t proc proc "$1/proc"
    mount -t tmpfs tmpfs "$1/run"
    mount -t tmpfs tmpfs "$1/dev"
    for node in null zero random urandom; do touch "$1/dev/$node" && mount --bind "/dev/$node" "$1/dev/$node"; done
    eval "$3"
    exec chroot "$1" /bin/bash "$2"' bash "$1" "$2" "${3:-}"
}
