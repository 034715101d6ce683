#!/bin/sh
# Lets many clients talk to a server: scripts/load.sh --serve --clients 1000. JAVA_OPTS go to the JVM, JAVA_HOME chooses
# the JDK. Works from any directory.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
make -s -C "$root" build
# JAVA_OPTS is a list of words.
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" ${JAVA_OPTS:-} -jar "$root/target/paloma.jar" load "$@"
