#!/bin/sh
# Builds what a release would publish, publishes nothing, and checks it: files, licence, POM, Javadoc without a warning. Then
# projects outside of this checkout depend on it and run programs of the pages. JAVA_HOME selects the JDK. Works from any
# directory.
set -eu
CDPATH= cd -- "$(dirname -- "$0")/.."

work=$(mktemp -d "${TMPDIR:-/tmp}/paloma-release.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

test ! -t 2 || echo "Building what would be published ..." >&2
if ! scripts/install-into.sh "$work/repository" </dev/null >"$work/log" 2>&1; then
    cat "$work/log" >&2
    exit 1
fi
# Output of the Javadoc plugin from its header to the next one.
if awk '/^\[INFO\] ---/ { javadoc = /maven-javadoc-plugin/ } javadoc && /warning|WARN/ { print; found = 1 } END { exit !found }' \
    "$work/log" >&2; then
    echo "release-check: Javadoc has warnings" >&2
    exit 1
fi
if ! mvn -B -ntp -q -Dstyle.color=never test-compile </dev/null >"$work/log" 2>&1; then
    cat "$work/log" >&2
    exit 1
fi
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp target/classes:target/test-classes paloma.release.ReleaseCheck \
    "$work/repository" "$work/outside"
