#!/bin/sh
# Builds copies of this checkout in two directories, with different clocks on the files, time zones, locales and file
# masks, and compares the jars.
set -eu
CDPATH= cd -- "$(dirname -- "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

build() {
    mkdir -p "$1"
    tar -c --exclude=./target --exclude=./.git . | tar -x -C "$1"
    find "$1" -exec touch -d "$2" {} +
    make -s -C "$1" build 2>"$work/output" || { cat "$work/output" >&2; exit 1; }
    sha256sum <"$1/target/paloma.jar" | cut -d ' ' -f 1
}
first=$(build "$work/one" '2001-02-03 04:05:06')
second=$(umask 077; export TZ=Pacific/Auckland LC_ALL=C; build "$work/another/place" '2011-12-13 14:15:16')

if [ "$first" != "$second" ]; then
    echo "reproducible-build: the two jars differ: sha256 $first and $second" >&2
    exit 1
fi
echo "reproducible-build: twice the same jar, sha256 $first"
