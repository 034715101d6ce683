#!/usr/bin/env bash
# Runs every fuzz target for its share of MINUTES: make fuzz MINUTES=60. The inputs start from those in
# src/test/resources and are kept under target/fuzz. An input that causes a failure is added to src/test/resources, where
# make test runs it, and ends the run of its target.
set -euo pipefail
CDPATH= cd -- "$(dirname -- "$0")/.."
minutes=${1:-5}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
classpath=target/classes:target/test-classes:$(<target/fuzz/classpath)

targets=$(grep -A1 -r --include='*Fuzz.java' '@FuzzTest' src/test/java |
    sed -nE 's|^src/test/java/(.*)\.java-.* void (\w+)\(.*|\1 \2|p')
seconds=$((minutes * 60 / $(wc -l <<<"$targets")))
status=0
while read -r class method; do
    known=src/test/resources/${class}Inputs/$method
    corpus=target/fuzz/$class/$method
    mkdir -p "$known" "$corpus"
    echo "fuzz: $class $method, $seconds s"
    "$java" --add-opens java.base/java.util=ALL-UNNAMED -XX:+EnableDynamicAgentLoading -cp "$classpath" \
        com.code_intelligence.jazzer.Jazzer --target_class="${class//\//.}" --target_method="$method" \
        --instrumentation_includes='paloma.**' --reproducer_path=target/fuzz \
        -max_total_time="$seconds" -print_final_stats=1 -artifact_prefix="$known/" "$corpus" "$known" \
        </dev/null >"$corpus.log" 2>&1 || {
        status=1
        echo "fuzz: $class $method FAILED, see $corpus.log" >&2
        grep -A15 '^== Java Exception' "$corpus.log" >&2 || tail -15 "$corpus.log" >&2
    }
    grep -E '^(stat::number_of_executed_units|stat::new_units_added)' "$corpus.log" || true
done <<<"$targets"
exit "$status"
