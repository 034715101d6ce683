#!/bin/sh
# Prints the archive of classes with which this JVM starts target/paloma.jar sooner (-XX:SharedArchiveFile), if there is one;
# makes it when called with --make. JAVA_HOME chooses the JDK. A JVM that is given the archive of another, or of another
# jar, starts as without, and some without the archive of their own classes too: hence a name for each JVM.
set -eu
cd "$(dirname "$0")/.."
jar=$PWD/target/paloma.jar
java=$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java")
archive=$PWD/target/paloma$(readlink -f "$java" | tr -c '[:alnum:]\n' -).jsa

if [ "${1:-}" != --make ]; then
    if [ -s "$archive" ] && [ "$archive" -nt "$jar" ]; then
        printf '%s\n' "$archive"
    fi
    exit 0
fi

work=$(mktemp -d target/archive.XXXXXX)
server=
trap 'test -z "$server" || kill -9 "$server" 2>/dev/null || :; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# What the server loads until it has answered, and while it stops, is in the archive.
mkfifo "$work/in"
"$java" -XX:ArchiveClassesAtExit="$work/archive" '-Xlog:cds*=off' -jar "$jar" server --port 0 --lang en \
    --stop-at-end-of-input <"$work/in" >"$work/out" 2>"$work/err" &
server=$!
exec 3>"$work/in"
tries=100
until port=$(sed -n 's/^UDP server listening on .*:\([0-9]*\)$/\1/p' "$work/out") && test -n "$port"; do
    tries=$((tries - 1))
    test "$tries" -gt 0 && kill -0 "$server" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
    sleep 0.1
done
printf 'hello\nsalir\n' | "$java" -jar "$jar" client --port "$port" 3>&- >"$work/client"
exec 3>&-
status=0
wait "$server" || status=$?
server=
test "$status" -eq 0 || { cat "$work/err" >&2; exit 1; }
# Whole or not at all: a JVM maps the file without reading it first.
mv -f "$work/archive" "$archive"
