#!/bin/sh
# Floods a console server from a million sources: scripts/flood.sh [SOURCES]. The server has 64 MiB of heap and room for
# 50,000 sessions. Each source sends one datagram in the first pass and two in the second, while 100 peers exchange
# messages. Prints the losses of these peers (only datagrams dropped by the kernel) and the server's counters. All
# traffic is on loopback; the number of datagrams is bounded.
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
    # JAVA_OPTS is a list of arguments.
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
