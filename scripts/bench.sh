#!/bin/sh
# Compares Paloma with other servers: scripts/bench.sh --help. JAVA_HOME selects the JDK. Works from any directory.
set -eu
CDPATH= cd -- "$(dirname -- "$0")/.."
missing=
while read -r command package; do
    command -v "$command" >/dev/null || missing="$missing $command ($package)"
done <<END
cc gcc and libc6-dev, for the load and two contestants
taskset util-linux
python3 python3
END
if [ "$(uname -s)" != Linux ] || [ -n "$missing" ]; then
    echo "bench: needs Linux and these commands:${missing:- all there}" >&2
    exit 1
fi
exec make -s bench ARGS="$*"
