#!/bin/sh
# Builds copies of this checkout in two directories, with different clocks on the files, time zones, locales and file
# masks, and compares what a release would publish: jars, sources, Javadoc, POMs, and the jar of `make build`.
set -eu
CDPATH= cd -- "$(dirname -- "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# Prints the SHA-256 and the name of each file.
build() {
    mkdir -p "$1"
    tar -c --exclude=./target --exclude=./.git . | tar -x -C "$1"
    find "$1" -exec touch -d "$2" {} +
    make -s -C "$1" build >"$work/output" 2>&1 || { cat "$work/output" >&2; exit 1; }
    (cd "$1" && sha256sum target/paloma.jar)
    "$1/scripts/install-into.sh" "$1.repository" </dev/null >"$work/output" 2>&1 || { cat "$work/output" >&2; exit 1; }
    (cd "$1.repository" && find . -name 'paloma*.jar' -o -name 'paloma*.pom' | sort | xargs sha256sum)
}
build "$work/one" '2001-02-03 04:05:06' >"$work/first"
(umask 077; export TZ=Pacific/Auckland LC_ALL=C; build "$work/another/place" '2011-12-13 14:15:16') >"$work/second"

if ! cmp -s "$work/first" "$work/second"; then
    echo "reproducible-build: the two builds differ:" >&2
    diff "$work/first" "$work/second" >&2 || :
    exit 1
fi
echo "reproducible-build: twice the same $(wc -l <"$work/first") files"
cat "$work/first"
