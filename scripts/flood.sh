#!/bin/sh
# Floods a console server of its own, which has 64 MiB of heap and room for 50,000 sessions, from a million sources, first
# with one datagram of each and then with two, while 100 peers talk to it: scripts/flood.sh [SOURCES]. Shows what these lost
# (nothing but what the kernel dropped) and the server's account. All on loopback; bounded by its number of datagrams.
set -eu
CDPATH= cd -- "$(dirname -- "$0")/.."
sources=${1:-1000000}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

work=$(mktemp -d)
server=
trap 'test -z "$server" || { kill -9 "$server" && wait "$server"; } 2>/dev/null || :; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

flood() {
    : >"$work/out"
    # JAVA_OPTS is a list of words.
    "$java" -Xmx64m ${JAVA_OPTS:-} -jar target/paloma.jar server --port 0 --lang en --quiet --max-sessions 50000 \
        --report "$work/report" >"$work/out" 2>"$work/err" </dev/null &
    server=$!
    until port=$(sed -n 's/^UDP server listening on .*:\([0-9]*\)$/\1/p' "$work/out") && test -n "$port"; do
        kill -0 "$server" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
        sleep 0.1
    done
    "$java" -cp target/classes:target/test-classes paloma.flood.FloodRun "$port" "$sources" "$1"
    sed -n 's/^VmHWM: *\(.*\)$/the server'"'"'s largest resident size: \1/p' "/proc/$server/status" 2>/dev/null || true
    kill -TERM "$server"
    status=0
    wait "$server" || status=$?
    server=
    cat "$work/err"
    sed -n 's/.*"kernelDrops":\([^,]*\),.*/dropped by the kernel: \1/p' "$work/report"
    echo "exit status $status"
    test "$status" -eq 0
}

flood 1
flood 2
