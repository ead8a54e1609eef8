"""The ledger's workspace over the real program: filters, sums, copies, CSV, balances."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.settings.model import CapSettings
from seedream_desktop.ui.models.ledger import Column
from seedream_desktop.ui.models.ledger_lines import LineState, lines_of
from seedream_desktop.ui.views.ledger.balance import Reading, compare
from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.ui import reach
from tests.ui.modelling import step
from tests.ui.test_models_ledger import ENTRIES, NOVEMBER

SAMPLES = Path(__file__).parents[2] / "resources" / "samples" / "ceramics"
SERVICE = ProviderId("wavespeed")


@pytest.fixture
def service(monkeypatch):
    with WaveSpeedEmulator(service_time_s=0.0, scale=0.05) as emulator:
        monkeypatch.setenv("SEEDREAM_WAVESPEED_URL", emulator.url)
        monkeypatch.setenv("WAVESPEED_API_KEY", emulator.key)
        yield emulator


@pytest.fixture
def ledger(qtbot, running):
    with qtbot.waitActive(running.window):
        running.window.show()
        running.window.activateWindow()
    running.window.do("go.ledger")
    return running.window._at


def buy(running, count=2, title="Shoes"):
    files = sorted(SAMPLES.glob("*.jpg"))[:count]
    pictures = running.ask(running.desk.program.engine.import_pictures(files)).pictures
    paid = step(1, prompt=f"clean {title}", provider="wavespeed", family="seedream-5.0-lite")
    running.desk.documents.create(title, pictures, [paid])
    outlook = running.desk.outlook
    running.wait(lambda: outlook.is_fresh and outlook.figures.requests > 0)
    running.desk.runs.start()
    running.wait(lambda: outlook.figures.done == count and not running.desk.runs.is_starting)


def billed(ledger):
    return sum(line.state is LineState.SPENT for line in ledger.table.lines.lines)


def test_an_empty_ledger_says_what_it_is_for_and_has_one_way_on(running, ledger):
    running.wait(ledger.empty.primary.hasFocus)
    assert ledger.empty.isVisible()
    QTest.keyClick(ledger.empty.primary, Qt.Key.Key_Space)
    running.wait(lambda: running.window._at is not ledger)


def test_what_was_bought_is_a_line_with_its_sums_and_its_id_is_copied(service, running, ledger):
    running.desk.preferences.change(caps=CapSettings(month_micros=1_000_000))
    buy(running)
    running.window.do("go.ledger")
    running.wait(lambda: billed(ledger) == 1 and ledger.table.isVisible())
    cells = [ledger.table.lines.index(0, c).data() for c in Column]
    assert (cells[Column.RUN], cells[Column.OUTPUTS]) == ("Shoes", "2 of 2")
    assert (cells[Column.PRICE], cells[Column.STATE]) == ("$0.07", "billed")
    running.wait(lambda: ledger.totals.meter._left.text() == "$0.93 left")
    assert ledger.totals.meter.line.isVisible()
    running.desk.preferences.change(caps=CapSettings())
    running.wait(lambda: not ledger.totals.meter.line.isVisible())
    assert ledger.totals._sums[LineState.SPENT].text() == "$0.07"
    ledger.table.setFocus()
    QTest.keyClick(ledger.table, Qt.Key.Key_Home)
    ledger.table.setCurrentIndex(ledger.table.lines.index(0, 0))
    QTest.keyClick(ledger.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == cells[Column.REMOTE_ID]
    ledger.detail.copy_support.click()
    assert "set aside $0.07" in QApplication.clipboard().text()


def test_filters_narrow_table_and_sums_and_stay_when_the_ledger_grows(service, running, ledger):
    buy(running, 2, "Shoes")
    buy(running, 3, "Bags")
    running.window.do("go.ledger")
    running.wait(lambda: billed(ledger) == 2)
    sequence = ledger.filters.sequence
    sequence.setFocus()
    place = sequence.findText("Shoes")
    while sequence.currentIndex() != place:
        QTest.keyClick(sequence, Qt.Key.Key_Down)
    running.wait(lambda: ledger.table.lines.rowCount() == 1)
    assert ledger.totals._sums[LineState.SPENT].text() == "$0.07"
    ledger.arrive()
    running.wait(lambda: sequence.currentText() == "Shoes")
    QTest.keyClick(ledger.filters.all, Qt.Key.Key_Space)
    assert ledger.table.lines.rowCount() == 2
    order = ledger.filters.order
    order.setCurrentIndex(order.findText("Highest price first"))
    order.picked.emit(order.currentData())
    assert [line.title for line in ledger.table.lines.lines] == ["Bags", "Shoes"]


def test_what_is_shown_is_saved_as_csv(qapp, service, running, ledger, tmp_path):
    buy(running)
    running.window.do("go.ledger")
    running.wait(lambda: billed(ledger) == 1)
    said = []
    running.desk.messages.said.connect(said.append)
    running.desk.actions.action("ledger.export_csv").trigger()
    running.wait(lambda: bool(running.window.findChildren(QFileDialog)))
    dialog = running.window.findChild(QFileDialog)
    dialog.findChild(QLineEdit).setText(str(tmp_path / "spent.csv"))
    dialog.accept()
    running.wait(lambda: bool(said))
    with (tmp_path / "spent.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["kind"] for row in rows][:2] == ["reserved", "spent"]


def test_the_balance_is_asked_for_free_and_held_against_the_ledger(service, running, ledger):
    buy(running)
    running.window.do("go.ledger")
    running.wait(lambda: ledger.table.lines.rowCount() == 1)
    check = running.desk.actions.action("ledger.check_balance")
    check.trigger()
    running.wait(lambda: "Later checks compare" in ledger.foot.verdict.text())
    buy(running, 3, "Bags")
    running.window.do("go.ledger")
    check.trigger()
    running.wait(lambda: "They agree" in ledger.foot.verdict.text())
    assert "$0.105 left the account; the ledger says $0.105" in ledger.foot.verdict.text()


def test_columns_keep_their_widths(service, running, ledger):
    ledger.table.horizontalHeader().resizeSection(int(Column.RUN), 333)
    ledger.leave()
    kept = running.desk.preferences.current.remembered["ledger widths"]
    assert bytes.fromhex(kept) == ledger.table.widths()


def test_everything_in_a_full_ledger_has_a_name_and_is_reached(qtbot, service, running, ledger):
    buy(running)
    running.window.do("go.ledger")
    running.wait(lambda: ledger.table.isVisible() and ledger.table.lines.rowCount() == 1)
    with qtbot.waitActive(running.window):
        running.window.activateWindow()
    ledger.table.setFocus()
    assert reach.nameless(running.window) == []
    assert reach.unreachable(running.window) == []


LINES = lines_of(ENTRIES)
THEN = Reading(at=NOVEMBER - 10_000, micros=18_690_000)


@pytest.mark.parametrize(
    ("now_micros", "words"),
    [
        (18_690_000, "$0.20 less than the ledger says"),
        (18_490_000, "fits what is billed, set aside and in doubt"),
        (18_240_000, "fits what is billed, set aside and in doubt"),
        (17_000_000, "more than the ledger knows of"),
        (19_000_000, "Money was added"),
    ],
)
def test_a_balance_is_compared_in_words(now_micros, words):
    now = replace(THEN, at=NOVEMBER + 100, micros=now_micros)
    assert words in compare(SERVICE, "WaveSpeedAI", THEN, now, LINES).words


def test_a_reading_is_kept_as_text():
    assert Reading.parse(str(THEN)) == THEN
    assert Reading.parse("nothing of the kind") is None
