#!/bin/sh
# Lets many clients talk to a server: scripts/load.sh --serve --clients 1000. JAVA_OPTS go to the JVM, JAVA_HOME chooses
# the JDK. Works from any directory.
set -eu
# Under a POSIX locale a JVM can neither hand on nor name a file in anything but ASCII. The order is that of POSIX.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-POSIX}}} in C | POSIX) export LC_ALL=C.UTF-8 ;; esac
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
make -s -C "$root" build
# There is next to no garbage, and the default collector watches every reference that is written all the same.
case ${JAVA_OPTS:-} in
*-XX:+Use*GC*) collector= ;;
*) collector=-XX:+UseSerialGC ;;
esac
# JAVA_OPTS is a list of words, and $collector one or none.
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" $collector ${JAVA_OPTS:-} -jar "$root/target/paloma.jar" load "$@"
