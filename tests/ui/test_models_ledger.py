"""The ledger's table: submissions put together from entries, filters, CSV."""

import csv
import io
from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import QModelIndex, Qt

from seedream_desktop.domain.ids import ProviderId, RequestId, RunId
from seedream_desktop.domain.ledger import Entry, EntryKind
from seedream_desktop.ui.models.ledger import Column, LedgerModel, LedgerRole
from seedream_desktop.ui.models.ledger_lines import Filter, LineState, lines_of
from seedream_desktop.ui.models.listing import ACCESSIBLE
from tests.ui.modelling import request, strict

pytestmark = pytest.mark.usefixtures("qapp")

K = EntryKind
OCTOBER = datetime(2026, 10, 31, 23, 30).astimezone().timestamp()
NOVEMBER = datetime(2026, 11, 1, 0, 30).astimezone().timestamp()


def entries(*rows):
    """Rows of (request, attempt, kind, micros, at, provider)."""
    return tuple(
        Entry(
            id=number,
            request=RequestId(name),
            run=RunId("rn-1"),
            provider=ProviderId(provider),
            attempt=attempt,
            kind=kind,
            amount_micros=micros,
            at=at,
            counted_at=at,
            note=note,
        )
        for number, (name, attempt, kind, micros, at, provider, note) in enumerate(rows, 1)
    )


ENTRIES = entries(
    ("paid", 1, K.RESERVED, 250_000, OCTOBER, "wavespeed", ""),
    ("paid", 1, K.SPENT, 200_000, OCTOBER, "wavespeed", ""),
    ("paid", 1, K.RELEASED, 50_000, OCTOBER, "wavespeed", ""),
    ("free", 1, K.RESERVED, 250_000, NOVEMBER, "novita", ""),
    ("free", 1, K.RELEASED, 250_000, NOVEMBER, "novita", "=cmd()"),
    ("doubt", 1, K.RESERVED, 250_000, NOVEMBER + 5, "wavespeed", ""),
    ("doubt", 1, K.IN_DOUBT, 250_000, NOVEMBER + 5, "wavespeed", ""),
    ("going", 1, K.RESERVED, 100_000, NOVEMBER + 9, "wavespeed", ""),
    ("going", 2, K.RESERVED, 100_000, NOVEMBER + 10, "wavespeed", ""),
)


@pytest.fixture
def model():
    made = LedgerModel()
    strict(made)
    known = {RequestId("paid"): request("paid", remote_id="77b1")}
    made.set_lines(lines_of(ENTRIES, known, {RunId("rn-1"): "Shoes"}))
    return made


def test_a_submission_is_one_line_newest_first_with_what_is_known_of_its_money(model):
    shown = [(line.request, line.state, line.amount_micros) for line in model.lines]
    assert shown == [
        ("going", LineState.RESERVED, 100_000),
        ("going", LineState.RESERVED, 100_000),
        ("doubt", LineState.IN_DOUBT, 250_000),
        ("free", LineState.FREE, 0),
        ("paid", LineState.SPENT, 200_000),
    ]


def test_cells_headers_and_speech(model):
    cells = [model.data(model.index(4, column)) for column in Column]
    assert cells == [
        "2026-10-31 23:30",
        "Shoes",
        "paid",
        "wavespeed",
        "1",
        "$0.20",
        "billed",
        "77b1",
    ]
    horizontal = Qt.Orientation.Horizontal
    assert model.headerData(Column.PRICE, horizontal) == "Price"
    assert model.headerData(99, horizontal) is None
    spoken = model.data(model.index(4, 0), ACCESSIBLE)
    assert spoken == "2026-10-31 23:30, Shoes, wavespeed, $0.20, billed"
    cells = [model.data(model.index(4, column), ACCESSIBLE) for column in Column]
    assert cells[1:] == [
        "Shoes",
        "request paid",
        "wavespeed",
        "1 result",
        "$0.20",
        "billed",
        "service's id 77b1",
    ]
    unknown = [model.data(model.index(3, column), ACCESSIBLE) for column in Column]
    assert unknown[Column.OUTPUTS] == "number of results not known"
    assert unknown[Column.REMOTE_ID] == "no id of the service"
    assert model.data(QModelIndex(), LedgerRole.STATE) is None


def test_filters_narrow_by_month_provider_and_state_and_the_sums_follow(model):
    assert model.months == ("2026-11", "2026-10")
    assert model.providers == ("novita", "wavespeed")
    model.narrow(Filter(month="2026-11", provider=ProviderId("wavespeed")))
    assert [line.request for line in model.lines] == ["going", "going", "doubt"]
    assert model.balance().open_micros == 450_000
    model.narrow(Filter(state=LineState.SPENT))
    assert model.balance().spent_micros == 200_000
    model.set_lines(lines_of(ENTRIES[:3]))
    assert model.rowCount() == 1  # the filter stays when the ledger grows


def test_csv_holds_every_entry_of_what_is_shown_and_no_formula(model):
    rows = list(csv.DictReader(io.StringIO(model.csv())))
    assert [row["id"] for row in rows] == [str(entry.id) for entry in ENTRIES]
    assert rows[1]["usd"] == "0.20"
    assert rows[4]["note"] == "'=cmd()"
    assert datetime.fromisoformat(rows[0]["at"]).timestamp() == OCTOBER
    model.narrow(Filter(month="2026-10"))
    assert len(list(csv.DictReader(io.StringIO(model.csv())))) == 3


def test_an_errand_belongs_to_no_run_and_is_called_by_what_it_was():
    rows = entries(
        ("er-1", 1, K.RESERVED, 1_000, NOVEMBER, "wavespeed", ""),
        ("er-1", 1, K.SPENT, 1_000, NOVEMBER, "wavespeed", "prompt_enhanced"),
    )
    (line,) = lines_of([replace(entry, run=RunId("")) for entry in rows])
    assert (line.title, line.state, line.amount_micros) == ("Better prompt", LineState.SPENT, 1_000)


def test_what_the_service_made_belongs_to_the_last_submission_of_a_request():
    twice = entries(
        ("shoe", 1, K.RESERVED, 250_000, NOVEMBER, "wavespeed", ""),
        ("shoe", 1, K.RELEASED, 250_000, NOVEMBER, "wavespeed", ""),
        ("shoe", 2, K.RESERVED, 250_000, NOVEMBER + 9, "wavespeed", ""),
        ("shoe", 2, K.SPENT, 250_000, NOVEMBER + 9, "wavespeed", ""),
    )
    shoe = RequestId("shoe")
    made = lines_of(twice, {shoe: request("shoe", remote_id="77b1")}, got={shoe: 1})
    assert [(line.attempt, line.got, line.remote_id) for line in made] == [
        (2, 1, "77b1"),
        (1, 0, ""),
    ]
    table = LedgerModel()
    table.set_lines(made)
    heard = [table.data(table.index(row, Column.OUTPUTS), ACCESSIBLE) for row in (0, 1)]
    assert heard == ["1 of 1 result", "0 of 1 result"]


def test_prices_stand_one_below_the_other_with_the_same_decimals(model):
    prices = [model.index(row, Column.PRICE).data() for row in range(model.rowCount())]
    assert prices == ["$0.10", "$0.10", "$0.25", "$0.00", "$0.20"]
    tiny = entries(("tiny", 1, K.RESERVED, 27_000, NOVEMBER, "wavespeed", ""))
    model.set_lines(lines_of((*ENTRIES, *tiny)))
    prices = {model.index(row, Column.PRICE).data() for row in range(model.rowCount())}
    assert prices == {"$0.100", "$0.250", "$0.000", "$0.200", "$0.027"}
