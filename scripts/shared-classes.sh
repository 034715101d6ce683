#!/bin/sh
# Prints the class data sharing archive (-XX:SharedArchiveFile) of target/paloma.jar for this JVM, if it exists and
# JAVA_OPTS allow it. --make creates the archive; --name prints its name. JAVA_HOME selects the JDK. A JVM ignores the
# archive of another JVM or jar, and some then ignore the archive of their own classes too; each JVM therefore has an
# archive name.
set -eu
CDPATH= cd -- "$(dirname -- "$0")/.."
# Relative: a colon in the option separates archive names.
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
    # The JVM exits when the options name two archives, or one to use and one to create.
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

# Creates an empty file, which prevents further attempts with this jar. The file replaces an older archive by rename:
# a JVM may have mapped the old one.
fail() {
    cat "$work/err" >&2
    : >"$work/none"
    mv -f "$work/none" "$archive"
    exit 1
}

# Polls ten times a second until "$@" succeeds, for at most two minutes and only while the server runs.
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

# The archive contains the classes loaded from the start to the first answer, and during the stop.
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
# Atomic: a JVM maps the file without reading it first.
mv -f "$work/archive" "$archive" || fail
