# shellcheck shell=bash
# Shared by the commands that run on the host: where things are, how to speak, how to install a package.

LAB_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
LAB_CACHE=${USB_SHARE_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/usb-share/lab}
export LAB_ROOT LAB_CACHE

# Says one line to the person at the terminal, apart from the script's own output.
say() { printf '[lab] %s\n' "$*" >&2; }

# Ends with an error: what is wrong, and what helps.
die() {
	say "error: $*"
	exit 1
}

# Installs Debian packages, if any of them is missing. install_packages PACKAGE...
install_packages() {
	local package missing=()
	for package; do
		dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
	done
	((${#missing[@]})) || return 0
	[ "$(id -u)" = 0 ] || die "packages are missing (${missing[*]}) and only root can install them: run 'sudo lab/install-tools'"
	say "installing packages: ${missing[*]}"
	mkdir -p "$LAB_CACHE"
	(
		flock 9
		export DEBIAN_FRONTEND=noninteractive
		apt_install "${missing[@]}" || { apt-get update -qq && apt_install "${missing[@]}"; }
	) 9>"$LAB_CACHE/apt.lock" || die "apt could not install ${missing[*]}: see $LAB_CACHE/apt.log"
}

# apt_install PACKAGE...: one attempt; the log is kept for the error message.
apt_install() {
	apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >"$LAB_CACHE/apt.log" 2>&1
}

# Downloads a package's file, without installing it, into the current folder. download_package PACKAGE
download_package() {
	apt-get -qq -o APT::Sandbox::User=root download "$1" 2>/dev/null && return
	apt-get update -qq && apt-get -qq -o APT::Sandbox::User=root download "$1"
}

# Prints the package that a meta package stands for, such as linux-source-6.1 for linux-source. real_package META PREFIX
real_package() {
	local found
	found=$(apt-cache depends "$1" 2>/dev/null | sed -n "s/^ *Depends: \($2[0-9][^ ]*\)$/\1/p" | head -n 1)
	[ -n "$found" ] || { apt-get update -qq && found=$(apt-cache depends "$1" | sed -n "s/^ *Depends: \($2[0-9][^ ]*\)$/\1/p" | head -n 1); }
	[ -n "$found" ] || die "apt knows no package $1: is this a Debian or Ubuntu machine with its package lists present?"
	printf '%s\n' "$found"
}

# Prints a short hash over files: the key of what is built from them. hash_of FILE...
hash_of() { cat "$@" | sha256sum | cut -c 1-12; }

# As hash_of, for files whose comments start with #: a comment may change without a new build. hash_uncommented FILE...
hash_uncommented() { cat "$@" | sed '/^[[:space:]]*#/d; /^[[:space:]]*$/d' | sha256sum | cut -c 1-12; }

# Prints the folder of the UML kernel that belongs to today's config.
uml_folder() { printf '%s/uml-%s\n' "$LAB_CACHE" "$(hash_uncommented "$LAB_ROOT/uml/config" "$LAB_ROOT/uml/edit-source")"; }

# Prints the folder of the stock Debian kernel for QEMU.
qemu_folder() { printf '%s/qemu-%s\n' "$LAB_CACHE" "$(hash_uncommented "$LAB_ROOT/build-qemu" "$LAB_ROOT/qemu/init")"; }

# Prints the folder of the compiled C tools.
tools_folder() { printf '%s/tools-%s\n' "$LAB_CACHE" "$(hash_of "$LAB_ROOT"/src/*.[ch])"; }

# Prints the home of a JDK 25: JAVA_HOME if it is one, else the first in the usual place; nothing if there is none.
find_jdk() {
	local home
	for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
		if [ -n "$home" ] && [ -x "$home/bin/java" ] && grep -qs '^JAVA_VERSION="25' "$home/release"; then
			printf '%s\n' "$home"
			return
		fi
	done
}
