"""Runs the benchmarks of this folder one after the other: python -m tests.bench [WORD…].

A benchmark prints one JSON object a line for each figure: name, value, unit and, where there
is a target, at_most or at_least. Other lines are shown as they are. The whole fails when a
script fails or a figure misses its target.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent


def main(words: list[str]) -> int:
    rows = []
    for script in sorted(FOLDER.glob("bench_*.py")):
        name = script.stem.removeprefix("bench_")
        if words and not any(word in name for word in words):
            continue
        print(f"-- {name}", flush=True)
        start = time.perf_counter()
        code, figures = run(script.stem)
        rows += [(name, *figure_row(figure)) for figure in figures]
        seconds = f"{time.perf_counter() - start:.1f} s"
        rows.append((name, "whole script", seconds, "", "FAILED" if code else "ok"))
    print_table([("benchmark", "figure", "value", "target", ""), *rows])
    return 0 if rows and all(row[-1] == "ok" for row in rows) else 1


def run(module: str) -> tuple[int, list[dict[str, object]]]:
    """Run one benchmark; return its exit code and the figures that it printed."""
    figures = []
    command = [sys.executable, "-m", f"tests.bench.{module}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        for line in process.stdout or ():
            if line.startswith("{"):
                figures.append(json.loads(line))
            else:
                print(line, end="", flush=True)
    return process.returncode, figures


def figure_row(figure: dict[str, object]) -> tuple[str, str, str, str]:
    """Return a figure's cells: name, value, target, and whether it is met."""
    value = figure["value"]
    target, is_met = "", True
    if (bound := figure.get("at_most")) is not None:
        target, is_met = f"<= {bound:g}", value <= bound
    elif (bound := figure.get("at_least")) is not None:
        target, is_met = f">= {bound:g}", value >= bound
    shown = f"{value:g} {figure.get('unit', '')}".rstrip()
    return str(figure["name"]), shown, target, "ok" if is_met else "MISSED"


def print_table(rows: list[tuple[str, ...]]) -> None:
    """Print rows with columns as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
