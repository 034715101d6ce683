#!/bin/sh
# Prints the archive of classes with which this JVM starts target/paloma.jar sooner (-XX:SharedArchiveFile), if there is one
# and JAVA_OPTS have nothing against it. With --make it makes the archive, with --name it prints what its name is or will
# be. JAVA_HOME chooses the JDK. A JVM that is given the archive of another, or of another jar, starts as without, and some
# without the archive of their own classes too: hence a name for each JVM.
set -eu
CDPATH= cd -- "$(dirname -- "$0")/.."
# Relative: in the option, a colon ends the name of an archive.
jar=target/paloma.jar
java=$(command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java")
archive=target/paloma$(readlink -f "$java" | tr -c '[:alnum:]\n' -).jsa

case ${1:-} in
--make) ;;
--name)
    printf '%s\n' "$archive"
    exit
    ;;
*)
    # The JVM ends when it is given two archives, or one to use and another to make.
    case ${JAVA_OPTS:-} in *-XX:AOT* | *Archive* | *-Xshare*) exit ;; esac
    if [ -s "$archive" ] && [ "$archive" -nt "$jar" ]; then
        printf '%s\n' "$archive"
    fi
    exit
    ;;
esac

stop() {
    if [ -n "$server" ]; then
        kill -9 "$server" 2>/dev/null || :
        wait "$server" 2>/dev/null || :
    fi
}

# Leaves an empty file, so that nobody tries again until there is another jar. It takes the place of an older archive and
# is not written over it, which a JVM may have mapped.
fail() {
    cat "$work/err" >&2
    : >"$work/none"
    mv -f "$work/none" "$archive"
    exit 1
}

# Polls, ten times a second, until "$@" succeeds; at most two minutes, and only while the server lives.
until_true() {
    tries=1200
    until "$@"; do
        tries=$((tries - 1))
        test "$tries" -gt 0 && kill -0 "$server" 2>/dev/null || return 1
        sleep 0.1
    done
}

listens() {
    port=$(sed -n 's/^UDP server listening on .*:\([0-9]*\)$/\1/p' "$work/out")
    test -n "$port"
}

has_ended() {
    ! kill -0 "$server" 2>/dev/null
}

work=$(mktemp -d target/archive.XXXXXX)
server=
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# What the server loads until it has answered, and while it stops, is in the archive.
: >"$work/out"
: >"$work/err"
mkfifo "$work/in" || fail
"$java" -XX:ArchiveClassesAtExit="$work/archive" '-Xlog:cds*=off' -jar "$jar" server --port 0 --lang en \
    --stop-at-end-of-input <"$work/in" >"$work/out" 2>"$work/err" &
server=$!
exec 3>"$work/in"
until_true listens || fail
printf 'hello\nsalir\n' | "$java" -jar "$jar" client --port "$port" 3>&- >"$work/client" || fail
exec 3>&-
until_true has_ended || fail
status=0
wait "$server" || status=$?
server=
test "$status" -eq 0 || fail
# Whole or not at all: a JVM maps the file without reading it first.
mv -f "$work/archive" "$archive" || fail
