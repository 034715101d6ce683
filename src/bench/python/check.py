"""Checks the output of the bench: computes medians, quartiles, ratios and tables again from the values of all turns.

python3 src/bench/python/check.py [DIRECTORY]: prints a line per error; exit status 1 if there are any.
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
# Written figures and the values behind them are rounded to four places.
ROUNDING = 2e-3
# Former names in bench.json, and the present ones.
FORMER_NAMES = {"least": "min", "most": "max", "medianBetween": "medianInterval"}

errors = []


def add_error(text):
    errors.append(text)


def check_equal(one, other, label, tolerance=ROUNDING):
    if abs(one - other) > tolerance * max(1.0, abs(one), abs(other)):
        add_error(f"{label}: {one} is not {other}")


def quantile(numbers, probability):
    ordered = sorted(numbers)
    position = probability * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def check_samples(label, samples):
    rounds = samples["values"]
    if not rounds:
        add_error(f"{label}: no rounds")
        return
    if len(samples["turns"]) != len(rounds) or len(set(samples["turns"])) != len(rounds):
        add_error(f"{label}: {len(rounds)} values of the turns {samples['turns']}")
    for name, probability in (("min", 0), ("lowerQuartile", 0.25), ("median", 0.5), ("upperQuartile", 0.75), ("max", 1)):
        check_equal(samples[name], quantile(rounds, probability), f"{label}, {name}")
    ranks = ranks_of_median(len(rounds))
    if samples["medianInterval"] != ([sorted(rounds)[rank] for rank in ranks] if ranks else []):
        add_error(f"{label}: wrong confidence interval of the median: {samples['medianInterval']}")


def check_contestant(key, metrics):
    for metric, samples in metrics.items():
        check_samples(f"{key}, {metric}", samples)
    for prefix in {metric.rsplit(".", 1)[0] for metric in metrics if metric.endswith(".cpuMicros")}:
        part = {name: metrics.get(f"{prefix}.{name}", {}).get("values", []) for name in (
            "cpuMicros", "throughput", "busy", "p50Micros", "p99Micros", "p999Micros")}
        for i, (cpu, rate) in enumerate(zip(part["cpuMicros"], part["throughput"])):
            label = f"{key}, {prefix}, round {i + 1}"
            if part["busy"]:
                # CPU time per message times messages per second is the share of the core.
                check_equal(cpu * rate / 1e6, part["busy"][i], f"{label}, share of its core")
            if part["p999Micros"] and not part["p50Micros"][i] <= part["p99Micros"][i] <= part["p999Micros"][i]:
                add_error(f"{label}: the percentiles are out of order")


def check_parts(key, metrics, lifetime):
    """User plus system time of all rounds of a process is between the least and the greatest CPU time of a round."""
    for prefix in {metric.rsplit(".", 1)[0] for metric in metrics if metric.endswith(".userMicros")}:
        cpu, user, system = (by_turn(metrics[f"{prefix}.{name}Micros"]) for name in ("cpu", "user", "system"))
        for start in user:
            rounds = [cpu[turn] for turn in map(str, range(int(start), int(start) + lifetime)) if turn in cpu]
            if not min(rounds) - ROUNDING <= user[start] + system[start] <= max(rounds) + ROUNDING:
                add_error(f"{key}, {prefix}, rounds from {start}: user plus system time is outside {rounds}")


@functools.cache
def ranks_of_median(count):
    """Indices of the 95 % confidence interval of the median in sorted values; None if there are too few."""
    below = itertools.accumulate(math.comb(count, i) for i in range(count))
    outside = sum(ways / 2**count <= 0.025 for ways in below)
    return (outside - 1, count - outside) if outside else None


def by_turn(samples):
    return dict(zip(samples["turns"], samples["values"]))


def divide(numbers, others):
    """Ratios of the turns that have both values; a divisor of 0 is skipped."""
    return {turn: number / others[turn] for turn, number in numbers.items() if others.get(turn)}


def check_turns(label, samples, expected, tolerance=1e-2):
    actual = by_turn(samples)
    if actual.keys() != expected.keys():
        add_error(f"{label}: of the turns {sorted(actual)}, not {sorted(expected)}")
        return
    for turn, number in actual.items():
        check_equal(number, expected[turn], f"{label}, turn {turn}", tolerance)


def rate(metrics, sessions, turns):
    """Messages per second of these turns together, weighted by duration."""
    rates, millis = (by_turn(metrics[f"sessions{sessions}.{metric}"]) for metric in ("throughput", "millis"))
    return sum(rates[turn] * millis[turn] for turn in turns) / sum(millis[turn] for turn in turns)


def ratios_of_rounds(metrics, most, fewest):
    """The ratio of each round, over the turns that both stages have."""
    rounds = {}
    many, few = (by_turn(metrics[f"sessions{sessions}.throughput"]) for sessions in (most, fewest))
    for turn in many.keys() & few.keys():
        rounds.setdefault(turn.split(".")[0], []).append(turn)
    return {number: rate(metrics, most, turns) / rate(metrics, fewest, turns) for number, turns in rounds.items()}


def check_sessions(key, metrics):
    """The ratios of most to fewest sessions follow from the throughputs of the same turns."""
    stages = sorted(int(found[1]) for found in map(re.compile(r"sessions(\d+)\.throughput").fullmatch, metrics) if found)
    for most in stages:
        against = f"sessions{most}.againstFewest"
        if against in metrics:
            few, many = (by_turn(metrics[f"sessions{sessions}.throughput"]) for sessions in (stages[0], most))
            check_turns(f"{key}, {against}", metrics[against], divide(many, few))
            expected = ratios_of_rounds(metrics, most, stages[0])
            check_turns(f"{key}, {against}InAll", metrics[f"{against}InAll"], expected)


def metric_of(label):
    """The title and metric of numerator and denominator, from the name of a ratio."""
    found = re.fullmatch(r"CPU per message, (.+?): (.+) ÷ (.+)", label)
    if found:
        metric = SHAPES[found[1]] + ".cpuMicros"
        return (found[2], metric), (found[3], metric)
    found = re.fullmatch(r"p99 at [\d,]+/s: (.+) ÷ (.+)", label)
    if found:
        return (found[1], "paced.p99Micros"), (found[2], "paced.p99Micros")
    found = re.fullmatch(r"messages/s, ([\d,]+) sessions: (.+) ÷ (.+)", label)
    if found:
        metric = f"sessions{found[1].replace(',', '')}.throughput"
        return (found[2], metric), (found[3], metric)
    found = re.fullmatch(r"messages/s at ([\d,]+) sessions ÷ at ([\d,]+): (.+)", label)
    if found:
        most, fewest = (f"sessions{found[i].replace(',', '')}.throughput" for i in (1, 2))
        return (found[3], most), (found[3], fewest)
    found = re.fullmatch(r"opening of ([\d,]+) sessions ÷ their messages/s: (.+)", label)
    if found:
        prefix = f"sessions{found[1].replace(',', '')}."
        return (found[2], prefix + "openingRate"), (found[2], prefix + "throughputOnceOpen")
    found = re.fullmatch(r"user-mode µs per message, (.+?): (.+)", label)
    if found:
        return (found[2], SHAPES[found[1]] + ".userMicros"), None
    if label == "start to first answer, ms: Paloma":
        return ("Paloma, default pool", "firstAnswerMillis"), None
    raise ValueError(f"unknown ratio: {label}")


def check_ratio(contestants, keys, label, samples):
    check_samples(label, samples)
    own, rival = metric_of(label)
    numbers = by_turn(contestants[keys[own[0]]][own[1]])
    if rival is not None:
        numbers = divide(numbers, by_turn(contestants[keys[rival[0]]][rival[1]]))
    check_turns(label, samples, numbers)


def readme_metric(column):
    found = re.fullmatch(r"(.+), ([\d,]+) sessions", column)
    if found:
        return f"sessions{found[2].replace(',', '')}.{COLUMNS[found[1]]}"
    found = re.fullmatch(r"(.+), 64 × 8(?:, µs)?", column)
    if found:
        return SHAPES["64 × 8"] + {"CPU per message": ".cpuMicros", "messages/s": ".throughput"}[found[1]]
    return "paced.p50Micros" if column.startswith("p50 at ") else COLUMNS[column]


def column_metric(table, column):
    if table.startswith("From [the run of"):
        return readme_metric(column)
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
    if cell in ("–", "not reached"):
        return
    if column.startswith("95 % confidence interval"):
        bounds = ratios[title]["medianInterval"]
        if any(abs(float(printed) - bound) > 0.0051 for printed, bound in zip(cell.split("–"), bounds, strict=True)):
            add_error(f"{table}, {title}, {column}: {cell} is not {bounds}")
        return
    printed = float(re.match(r"[\d,.]+", cell)[0].replace(",", ""))
    places = len(re.match(r"[\d,]+\.?(\d*)", cell)[1])
    samples = ratios[title] if table.startswith("Ratios") else contestants[keys[title]][column_metric(table, column)]
    if abs(printed - samples["median"]) > 0.51 * 10**-places:
        add_error(f"{table}, {title}, {column}: {cell} is not {samples['median']}")


def check_tables(contestants, keys, ratios, lines):
    cells = 0
    table = None
    for i, line in enumerate(lines):
        if line.startswith("|  |"):
            table = next(text for text in lines[i - 2 :: -1] if text.startswith(("#", "From "))).lstrip("# ")
            columns = [column.strip() for column in line.strip("|").split("|")][1:]
        elif table and line.startswith("| "):
            title, *row = [cell.strip() for cell in line.strip("|").split("|")]
            for column, cell in zip(columns, row, strict=True):
                check_cell(contestants, keys, ratios, table, title, column, cell)
                cells += 1
    return cells


def with_present_names(fields):
    return {FORMER_NAMES.get(name, name): value for name, value in fields.items()}


def main():
    directory = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "target/bench")
    written = (directory / "bench.json").read_text(encoding="utf-8")
    bench = json.loads(written, object_hook=with_present_names)
    contestants = bench["contestants"]
    keys = {title: key for key, title in bench["titles"].items()}
    for key, metrics in contestants.items():
        check_contestant(key, metrics)
        check_parts(key, metrics, bench["lifetime"])
        check_sessions(key, metrics)
    for label, samples in bench["ratios"].items():
        check_ratio(contestants, keys, label, samples)
    lines = (directory / f"{bench['machine']['date']}.md").read_text(encoding="utf-8").splitlines()
    figures = directory / "readme.md"
    if figures.exists():  # a former run lacks it
        lines += figures.read_text(encoding="utf-8").splitlines()
    cells = check_tables(contestants, keys, bench["ratios"], lines)
    drawn = "".join(xml.etree.ElementTree.parse(directory / "bench.svg").getroot().itertext())
    for title, key in keys.items():
        if key != "python" and title.replace("`", "") not in drawn.replace("`", ""):
            add_error(f"the picture lacks {title}")
    for error in errors:
        print("bench:", error, file=sys.stderr)
    print(f"bench: {sum(map(len, contestants.values()))} numbers, {len(bench['ratios'])} ratios and {cells} cells checked")
    sys.exit(1 if errors or cells == 0 else 0)


main()
