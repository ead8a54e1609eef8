"""The matrix itself: it is whole, each of its rows is tested, and each of its codes has words."""

from pathlib import Path

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.request import RequestState, Trouble
from seedream_desktop.ui import text
from tests.fixtures.faults import FAULTS

HERE = Path(__file__).parent

NAMED = (
    "reply dropped",
    "reply late",
    "504 page after commit",
    "garbled 200",
    "reset mid-upload",
    "ticket error",
    "reset while receiving",
    "reset while receiving, ten minutes later",
    "poll 502s",
    "early 404s",
    "poll rate limit",
    "429 with Retry-After",
    "429 without Retry-After",
    "no money (402)",
    "no money (400)",
    "no money (200 around a code)",
    "401",
    "403",
    "moderated",
    "failed with code 1403",
    "fewer outputs than asked",
    "empty outputs",
    "shuffled outputs",
    "collage",
    "anchor returned",
    "extra outputs",
    "expired URL with reissue",
    "expired URL without reissue",
    "truncated",
    "HTML",
    "5 GB",
    "endless",
    "bomb",
    "wrong type",
    "slow",
    "redirect to a private address",
    "too many hops",
    "urls.get on a foreign host",
    "307 on submit",
    "307 on submit, ten minutes later",
    "unknown status word",
    "no envelope",
    "base64",
    "objects with url",
    "history lags",
    "stuck in created",
    "500 before commit",
)
"""What the product promises to survive; a row may be renamed, not dropped."""

NEVER_TOLD = frozenset({"outcome_unknown", "interrupted_sending"})
"""Codes of doubts that a program which has just ended can tell nobody before it starts again."""


def table():
    rows = [("fault", "state", "told", "billed", "spent", "open", "till", "posts", "results")]
    for name, fault in FAULTS.items():
        till = fault.spent + fault.open if fault.till is None else fault.till
        billed = fault.billed.value if fault.stays else ""
        figures = (fault.spent, fault.open, till, fault.posts, fault.versions)
        told = " ".join(fault.told)
        rows.append((name, fault.state.value, told, billed, *map(str, figures)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def test_every_fault_that_is_promised_has_its_row():
    print(f"\n{table()}")
    assert set(NAMED) - set(FAULTS) == set()


def test_every_row_is_played_by_the_matrix_or_staged_by_a_test():
    tests = "\n".join(path.read_text() for path in HERE.glob("test_*.py") if path != Path(__file__))
    unstaged = [
        name
        for name, fault in FAULTS.items()
        if not fault.play
        and f'"{name}"' not in tests
        and f'"{name.partition(", ")[0]}"' not in tests
        and f'"{name.removesuffix(", resumed")}"' not in tests
    ]
    assert unstaged == []


def test_no_row_promises_what_cannot_be():
    """Money is with the service, set aside or free; what failed without a bill cost nothing."""
    waiting = (RequestState.IN_DOUBT, RequestState.COLLECTING)
    for name, fault in FAULTS.items():
        assert not fault.stays or fault.told, name
        assert fault.open == 0 or fault.state in waiting, name
        assert (fault.till or 0) <= fault.spent + fault.open, name
        if fault.stays and fault.billed is Billed.NO:
            assert (fault.spent, fault.open, fault.versions) == (0, 0, 0), name


def test_every_code_that_a_fault_may_show_has_a_sentence_that_says_what_to_do():
    told = {(code, fault.billed) for fault in FAULTS.values() for code in fault.told}
    codes = {code for code, _ in told} | NEVER_TOLD
    assert sorted(code for code in codes if not text.has(code)) == []
    for code, billed in told:
        trouble = Trouble(code=code, billed=billed)
        assert len(text.of_trouble(trouble).split(". ")) >= 2, code
