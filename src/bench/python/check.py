"""Holds what the bench wrote against itself: medians, quartiles, ratios and tables are worked out again from the rounds.

python3 src/bench/python/check.py [FOLDER]: exit status 1 and a line for each disagreement.
"""

import functools
import itertools
import json
import math
import pathlib
import re
import sys
import xml.etree.ElementTree

SHAPES = {"8 × 1": "8x1", "64 × 8": "64x8", "1,000 × 1": "1000x1"}
COLUMNS = {
    "p50": "p50Micros",
    "p99": "p99Micros",
    "p99.9": "p999Micros",
    "peak memory, MiB": "peakMiB",
    "first answer, ms": "firstAnswerMillis",
    "messages/s": "throughput",
    "CPU per message, µs": "cpuMicros",
    "memory, MiB": "rssMiB",
    "opened/s": "openingRate",
    "in all turns together": "againstFewestInAll",
}
# What is written was rounded to four places, and so was what it is worked out from.
ROUNDING = 2e-3

problems = []


def complain(text):
    problems.append(text)


def agree(one, other, what, tolerance=ROUNDING):
    if abs(one - other) > tolerance * max(1.0, abs(one), abs(other)):
        complain(f"{what}: {one} is not {other}")


def quantile(numbers, share):
    ordered = sorted(numbers)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def check_samples(what, samples):
    rounds = samples["values"]
    if not rounds:
        complain(f"{what}: no rounds")
        return
    if len(samples["turns"]) != len(rounds) or len(set(samples["turns"])) != len(rounds):
        complain(f"{what}: {len(rounds)} numbers of the turns {samples['turns']}")
    for name, share in (("least", 0), ("lowerQuartile", 0.25), ("median", 0.5), ("upperQuartile", 0.75), ("most", 1)):
        agree(samples[name], quantile(rounds, share), f"{what}, {name}")
    ranks = ranks_of_median(len(rounds))
    if samples["medianBetween"] != ([sorted(rounds)[rank] for rank in ranks] if ranks else []):
        complain(f"{what}: the median is not between {samples['medianBetween']}")


def check_contestant(key, metrics):
    for metric, samples in metrics.items():
        check_samples(f"{key}, {metric}", samples)
    for prefix in {metric.rsplit(".", 1)[0] for metric in metrics if metric.endswith(".cpuMicros")}:
        part = {name: metrics.get(f"{prefix}.{name}", {}).get("values", []) for name in (
            "cpuMicros", "throughput", "busy", "p50Micros", "p99Micros", "p999Micros")}
        for i, (cpu, rate) in enumerate(zip(part["cpuMicros"], part["throughput"])):
            what = f"{key}, {prefix}, round {i + 1}"
            if part["busy"]:
                # The same time twice: that of a message times messages, and the share of a second.
                agree(cpu * rate / 1e6, part["busy"][i], f"{what}, share of its core")
            if part["p999Micros"] and not part["p50Micros"][i] <= part["p99Micros"][i] <= part["p999Micros"][i]:
                complain(f"{what}: the percentiles are out of order")


def check_parts(key, metrics, lifetime):
    """User and system mode make up the CPU time of the rounds of one process together, and lie among them."""
    for prefix in {metric.rsplit(".", 1)[0] for metric in metrics if metric.endswith(".userMicros")}:
        cpu, user, system = (by_turn(metrics[f"{prefix}.{name}Micros"]) for name in ("cpu", "user", "system"))
        for start in user:
            rounds = [cpu[turn] for turn in map(str, range(int(start), int(start) + lifetime)) if turn in cpu]
            if not min(rounds) - ROUNDING <= user[start] + system[start] <= max(rounds) + ROUNDING:
                complain(f"{key}, {prefix}, rounds from {start}: user and system time are not among {rounds}")


@functools.cache
def ranks_of_median(count):
    """From which to which of so many sorted numbers the median lies with 95 % confidence; None of too few."""
    below = itertools.accumulate(math.comb(count, i) for i in range(count))
    outside = sum(ways / 2**count <= 0.025 for ways in below)
    return (outside - 1, count - outside) if outside else None


def by_turn(samples):
    return dict(zip(samples["turns"], samples["values"]))


def over(numbers, others):
    """Of the turns that yielded both, and something to divide by."""
    return {turn: number / others[turn] for turn, number in numbers.items() if others.get(turn)}


def check_turns(what, samples, expected, tolerance=1e-2):
    said = by_turn(samples)
    if said.keys() != expected.keys():
        complain(f"{what}: of the turns {sorted(said)}, not {sorted(expected)}")
        return
    for turn, number in said.items():
        agree(number, expected[turn], f"{what}, turn {turn}", tolerance)


def rate(metrics, sessions, turns):
    """Messages a second in these turns together: a longer turn counts for more."""
    rates, millis = (by_turn(metrics[f"sessions{sessions}.{metric}"]) for metric in ("throughput", "millis"))
    return sum(rates[turn] * millis[turn] for turn in turns) / sum(millis[turn] for turn in turns)


def in_all(metrics, most, fewest):
    """Round by round, of those turns that both had."""
    rounds = {}
    many, few = (by_turn(metrics[f"sessions{sessions}.throughput"]) for sessions in (most, fewest))
    for turn in many.keys() & few.keys():
        rounds.setdefault(turn.split(".")[0], []).append(turn)
    return {number: rate(metrics, most, turns) / rate(metrics, fewest, turns) for number, turns in rounds.items()}


def check_sessions(key, metrics):
    """That many against few is worked out from the pairs that were measured at the same turn."""
    stages = sorted(int(found[1]) for found in map(re.compile(r"sessions(\d+)\.throughput").fullmatch, metrics) if found)
    for most in stages:
        against = f"sessions{most}.againstFewest"
        if against in metrics:
            few, many = (by_turn(metrics[f"sessions{sessions}.throughput"]) for sessions in (stages[0], most))
            check_turns(f"{key}, {against}", metrics[against], over(many, few))
            check_turns(f"{key}, {against}InAll", metrics[f"{against}InAll"], in_all(metrics, most, stages[0]))


def metric_of(what):
    """The contestants' numbers that a ratio's name speaks of: the metric of each, in the order of the name."""
    found = re.fullmatch(r"CPU per message, (.+?): (.+) ÷ (.+)", what)
    if found:
        metric = SHAPES[found[1]] + ".cpuMicros"
        return (found[2], metric), (found[3], metric)
    found = re.fullmatch(r"p99 at [\d,]+/s: (.+) ÷ (.+)", what)
    if found:
        return (found[1], "paced.p99Micros"), (found[2], "paced.p99Micros")
    found = re.fullmatch(r"messages/s at ([\d,]+) sessions ÷ at ([\d,]+): (.+)", what)
    if found:
        most, least = (f"sessions{found[i].replace(',', '')}.throughput" for i in (1, 2))
        return (found[3], most), (found[3], least)
    found = re.fullmatch(r"opening of ([\d,]+) sessions ÷ their messages/s: (.+)", what)
    if found:
        prefix = f"sessions{found[1].replace(',', '')}."
        return (found[2], prefix + "openingRate"), (found[2], prefix + "throughputOnceOpen")
    found = re.fullmatch(r"user-mode µs per message, (.+?): (.+)", what)
    if found:
        return (found[2], SHAPES[found[1]] + ".userMicros"), None
    if what == "start to first answer, ms: Paloma":
        return ("Paloma, default pool", "firstAnswerMillis"), None
    raise ValueError(f"a ratio that nobody knows: {what}")


def check_ratio(contestants, keys, what, samples):
    check_samples(what, samples)
    own, rival = metric_of(what)
    numbers = by_turn(contestants[keys[own[0]]][own[1]])
    if rival is not None:
        numbers = over(numbers, by_turn(contestants[keys[rival[0]]][rival[1]]))
    check_turns(what, samples, numbers)


def column_metric(table, column):
    if table.startswith("Server's CPU time"):
        return SHAPES[column] + ".cpuMicros"
    if table.startswith("Throughput"):
        return SHAPES[column] + ".throughput"
    if table.startswith("Latency"):
        return ("half." if "half of" in table else "paced.") + COLUMNS[column]
    if table.startswith("Memory"):
        return COLUMNS[column]
    name = "againstFewest" if column.startswith("messages/s ÷ at ") else COLUMNS[column]
    return f"sessions{table.split()[0].replace(',', '')}." + name


def check_cell(contestants, keys, ratios, table, title, column, cell):
    if cell == "–":
        return
    if column.startswith("95 % confidence interval"):
        bounds = ratios[title]["medianBetween"]
        if any(abs(float(said) - bound) > 0.0051 for said, bound in zip(cell.split("–"), bounds, strict=True)):
            complain(f"{table}, {title}, {column}: {cell} is not {bounds}")
        return
    said = float(re.match(r"[\d,.]+", cell)[0].replace(",", ""))
    places = len(re.match(r"[\d,]+\.?(\d*)", cell)[1])
    samples = ratios[title] if table.startswith("Ratios") else contestants[keys[title]][column_metric(table, column)]
    if abs(said - samples["median"]) > 0.51 * 10**-places:
        complain(f"{table}, {title}, {column}: {cell} is not {samples['median']}")


def check_tables(contestants, keys, ratios, lines):
    cells = 0
    table = None
    for i, line in enumerate(lines):
        if line.startswith("|  |"):
            table = lines[i - 2].lstrip("# ")
            columns = [column.strip() for column in line.strip("|").split("|")][1:]
        elif table and line.startswith("| "):
            title, *row = [cell.strip() for cell in line.strip("|").split("|")]
            for column, cell in zip(columns, row, strict=True):
                check_cell(contestants, keys, ratios, table, title, column, cell)
                cells += 1
    return cells


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "target/bench")
    bench = json.loads((folder / "bench.json").read_text(encoding="utf-8"))
    contestants = bench["contestants"]
    keys = {title: key for key, title in bench["titles"].items()}
    for key, metrics in contestants.items():
        check_contestant(key, metrics)
        check_parts(key, metrics, bench["lifetime"])
        check_sessions(key, metrics)
    for what, samples in bench["ratios"].items():
        check_ratio(contestants, keys, what, samples)
    lines = (folder / f"{bench['machine']['date']}.md").read_text(encoding="utf-8").splitlines()
    cells = check_tables(contestants, keys, bench["ratios"], lines)
    drawn = "".join(xml.etree.ElementTree.parse(folder / "bench.svg").getroot().itertext())
    for title, key in keys.items():
        if key != "python" and title.replace("`", "") not in drawn.replace("`", ""):
            complain(f"the picture lacks {title}")
    for problem in problems:
        print("bench:", problem, file=sys.stderr)
    print(f"bench: {sum(map(len, contestants.values()))} numbers, {len(bench['ratios'])} ratios and {cells} cells checked")
    sys.exit(1 if problems or cells == 0 else 0)


main()
