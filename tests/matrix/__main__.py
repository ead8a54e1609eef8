"""Prints what becomes of every fault at every service: python -m tests.matrix [SERVICE …].

Each cell is played through the whole program on an emulator. A cell says how the requests ended,
the money in outputs (by the library's ledger; "sold" is the service's till where that differs),
how many paid POSTs reached the service (×) and how many results there are. A cell that is not as
it must be has ≠ and what was expected.
"""

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.contract.subjects import stages
from tests.fixtures.matrix import ROWS
from tests.matrix.cells import NEVER, WRONG, cell

_PROCESSES = 2


def main() -> int:
    """Play the matrix and print it; the code is 1 when any cell is not as it must be."""
    known = stages()
    parser = argparse.ArgumentParser(prog="python -m tests.matrix")
    parser.add_argument("services", nargs="*", metavar="SERVICE", help=f"of {', '.join(known)}")
    asked = parser.parse_args().services or list(known)
    if unknown := set(asked) - set(known):
        parser.error(f"no service {', '.join(sorted(unknown))}")
    began = time.monotonic()
    pairs = [(service, name) for name in ROWS for service in asked]
    with ProcessPoolExecutor(_PROCESSES, get_context("spawn")) as pool:
        cells = dict(zip(pairs, pool.map(cell, pairs), strict=True))
    print("state, money in outputs, paid POSTs that reached the service (×), results\n")
    print(_table([["", *asked]] + [[name, *(cells[s, name] for s in asked)] for name in ROWS]))
    wrong = sum(WRONG in text for text in cells.values())
    count = sum(text != NEVER for text in cells.values())
    print(f"{count} cells, {wrong} wrong, {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


def _table(rows: list[list[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


if __name__ == "__main__":
    sys.exit(main())
