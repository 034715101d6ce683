#!/bin/sh
# Runs a Maven build, "$@", and prints at most ten lines after its output: failed tests, the directory of the reports,
# and the number of all tests. Exits with the status of the build.
set -eu
cd -- "$(dirname -- "$0")/.."

work=$(mktemp -d "${TMPDIR:-/tmp}/paloma-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
log=$work/log
echo 1 >"$work/status"

# Reports of an earlier build are not counted.
rm -f target/surefire-reports/TEST-*.xml target/failsafe-reports/TEST-*.xml

# Background jobs of a shell ignore SIGINT, and those of nohup SIGHUP. Processes started by the tests would inherit this.
if env --default-signal=HUP,INT true 2>/dev/null; then
    set -- env --default-signal=HUP,INT "$@"
fi
{
    status=0
    "$@" 2>&1 || status=$?
    echo "$status" >"$work/status"
} | tee "$log"
status=$(cat "$work/status")

# One line for each test that failed: its name and the first line of its message; then the count of all.
: >"$work/failed"
: >"$work/count"
for report in target/surefire-reports/TEST-*.xml target/failsafe-reports/TEST-*.xml; do
    test -f "$report" || continue
    awk -v failed="$work/failed" '
        function attribute(name,    at, text) {
            at = match($0, " " name "=\"[^\"]*\"")
            if (!at) return ""
            text = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
            sub(/&#(10|xa|13|xd);.*/, "", text)
            gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text)
            gsub(/&apos;/, "\047", text); gsub(/&amp;/, "\\&", text)
            return text
        }
        quoted { if (/\]\]>/) quoted = 0; next }
        /<testsuite / { print attribute("tests"), attribute("failures"), attribute("errors"), attribute("skipped") }
        /<testcase / { test = attribute("classname") "." attribute("name") }
        /<(failure|error)[ >]/ {
            message = attribute("message")
            if (message == "") message = attribute("type")
            print substr(test ": " message, 1, 200) >>failed
        }
        /<!\[CDATA\[/ && !/\]\]>/ { quoted = 1 }
    ' "$report" >>"$work/count"
done

if [ "$status" -ne 0 ]; then
    failures=$(awk 'END { print NR }' "$work/failed")
    if [ "$failures" -gt 0 ]; then
        echo "FAILED: $failures tests; the full report of each is target/surefire-reports/CLASS.txt or" \
            "target/failsafe-reports/CLASS.txt"
        head -n 7 "$work/failed"
        if [ "$failures" -gt 7 ]; then
            echo "and $((failures - 7)) more"
        fi
    else
        echo "FAILED: no test failed, but the build"
        grep '^\[ERROR\]' "$log" | sed 's/^\[ERROR\] *//' |
            grep -v -e '^$' -e '^-> \[Help' -e '^To see the full' -e '^Re-run Maven' -e '^For more information' -e '^\[Help' |
            awk '!seen[$0]++' | cut -c 1-200 | head -n 7 || :
    fi
fi
# Without a test nothing is shown: a wrong tag or name must not pass.
if [ "$status" -eq 0 ] && ! awk '{ sum += $1 } END { exit sum == 0 }' "$work/count"; then
    echo "FAILED: no test ran"
    status=1
fi
awk '{ for (i = 1; i <= 4; i++) sum[i] += $i }
    END { printf "Tests run: %d, Failures: %d, Errors: %d, Skipped: %d\n", sum[1], sum[2], sum[3], sum[4] }' "$work/count"
exit "$status"
