#!/bin/sh
# Starts a load test with many clients: scripts/load.sh --serve --clients 1000. JAVA_OPTS are JVM options; JAVA_HOME
# selects the JDK. Works from any directory.
set -eu
# Under a POSIX locale a JVM can neither pass on arguments nor name files outside ASCII. The order of the variables is
# that of POSIX.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-POSIX}}} in C | POSIX) export LC_ALL=C.UTF-8 ;; esac
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
make -s -C "$root" build
# There is almost no garbage, and the default collector would add a barrier to every reference write.
case ${JAVA_OPTS:-} in
*-XX:+Use*GC*) collector= ;;
*) collector=-XX:+UseSerialGC ;;
esac
# JAVA_OPTS is a list of arguments, and $collector one argument or none.
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" $collector ${JAVA_OPTS:-} -jar "$root/target/paloma.jar" load "$@"
