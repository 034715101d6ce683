#!/bin/sh
# Installs the tools of the tests beyond a JDK, Maven and make: the missing Debian packages, when run as root.
set -eu
PATH=$PATH:/usr/sbin:/sbin

missing=
while read -r command package; do
    if found=$(command -v "$command"); then
        echo "setup-tests: $command is $found"
    else
        echo "setup-tests: $command is missing (package $package)"
        missing="$missing $package"
    fi
done <<END
python3 python3
socat socat
nc netcat-openbsd
nft nftables
ip iproute2
tc iproute2
script bsdutils
tmux tmux
chromium chromium
faketime faketime
promtool prometheus
cc gcc libc6-dev
taskset util-linux
systemd-analyze systemd
END

if [ -z "$missing" ]; then
    exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "setup-tests: tests that need them are skipped; root can install them: apt-get install$missing"
    exit 0
fi

install() {
    # $missing is a list of package names.
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing </dev/null 2>&1
}
if ! install >/dev/null; then
    # The lists may be absent or too old.
    apt-get update -qq </dev/null 2>&1 || true
    if ! output=$(install); then
        printf '%s\n' "$output" "setup-tests: could not install$missing" >&2
        exit 1
    fi
fi
echo "setup-tests: installed$missing"
