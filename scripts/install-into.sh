#!/bin/sh
# Installs all that a release would publish into a new local Maven repository: scripts/install-into.sh DIRECTORY. Works from
# any directory. Whatever is not Paloma's is a link into the user's local repository, so that nothing is downloaded twice, and
# no installed Paloma is replaced.
set -eu
if [ $# -ne 1 ] || [ -e "$1" ]; then
    echo "usage: install-into.sh DIRECTORY, which must not exist" >&2
    exit 2
fi
mkdir -p -- "$1"
repository=$(CDPATH= cd -- "$1" && pwd)
CDPATH= cd -- "$(dirname -- "$0")/.."

# Directories on the path of the groupId are real, and what is next to them is linked.
from=$HOME/.m2/repository
to=$repository
for part in $(sed -n 's|^  <groupId>\(.*\)</groupId>$|\1|p' src/pom.xml | tr . ' '); do
    for entry in "$from"/*; do
        if [ -e "$entry" ] && [ "${entry##*/}" != "$part" ]; then
            ln -s "$entry" "$to/"
        fi
    done
    from=$from/$part
    to=$to/$part
    mkdir "$to"
done

# Jars without a module descriptor and Javadoc jars have the modes of the packed files.
umask 022
exec mvn -B -ntp -Dstyle.color=never -f src/pom.xml -pl '!bench' -Dmaven.repo.local="$repository" \
    -Dmaven.test.skip=true -Dtests.simulation.skip=true -Dtests.instrumented.skip=true install
