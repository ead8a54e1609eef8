"""The queue with a row for every state."""

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.ui.delegates.row import ROW_ROLE, RequestRow, RowAction, RunRow
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_4, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.queue_view import QueueView

T = Tone
LIMITED = "For the service's rate limit, until 14:03:20"
BROKEN = "It may have been billed: the line broke while it was sent."
REFUSED = "Refused by the content policy. Nothing was billed."
SHORT = "The service returned 5 of 7 pictures."
CUT = (
    "Perhaps billed. 5 of 8 pictures arrived and are kept; then the answer broke off."
    " The others may be paid for."
)
AGAIN = "Run 2 again  $0.07"
CAPPED = "Waiting: the monthly cap of $50.00 is reached"

REQUESTS = (
    (T.DONE, "Done", "images 50–56", "0:52", "77b1c09e4d", "$0.25", "", ""),
    (T.RUNNING, "Running at the service", "images 57–63", "0:41", "8f2c91aa07", "$0.25", "", ""),
    (T.WAITING, "Waiting", "images 64–70", "", "", "$0.25", LIMITED, ""),
    (T.DOUBT, "In doubt", "images 71–77", "1:07", "", "$0.25", BROKEN, "Check with the service"),
    (T.DOUBT, "In doubt: 3 of 8 pictures", "images 97–104", "2:11", "", "$0.28", CUT, ""),
    (T.FAILED, "Failed", "images 78–84", "0:03", "3ad0f7715c", "$0.00", REFUSED, "Edit prompt"),
    (T.DONE, "Done, 2 of 7 missing", "images 85–91", "0:58", "91aa4be210", "$0.25", SHORT, AGAIN),
    (T.QUIET, "Planned", "images 92–96", "", "", "$0.18", "", ""),
)
"""Tone, word, what it covers, elapsed, id, price, second line, action."""

RUNNING = RunRow(
    title="Studio clean · Shoes",
    counted="11 of 14 requests",
    share=11 / 14,
    left="about 3 min left",
    money="$2.94 of $3.36",
)
RESTING = (
    ("Summer look · Bags", T.WAITING, "Waiting for approval of the pilot", "", "$0.25 of $6.10"),
    ("Portraits warm", T.WAITING, CAPPED, "", "$0.00 of $4.40"),
    ("Catalogue cover", T.DONE, "Done", "6 of 6 requests", "$1.40"),
)
"""Title, tone, word, count, money."""


def request(at: tuple) -> RequestRow:
    tone, word, covers, elapsed, remote_id, price, second, action = at
    actions = (RowAction("request.retry", action),) if action else ()
    said = {"elapsed": elapsed, "remote_id": remote_id, "price": price, "second": second}
    return RequestRow(
        tone=tone, word=word, covers=covers, actions=actions, is_pressing=bool(action), **said
    )


def runs() -> list[tuple[RunRow, list[RequestRow]]]:
    resting = [
        RunRow(title=title, tone=tone, word=word, counted=counted, money=money)
        for title, tone, word, counted, money in RESTING
    ]
    return [(RUNNING, [request(each) for each in REQUESTS]), *((run, []) for run in resting)]


def model(parent: QWidget) -> QStandardItemModel:
    made = QStandardItemModel(parent)
    for run, requests in runs():
        top = QStandardItem(run.title)
        top.setData(run, ROW_ROLE)
        top.setAccessibleText(run.spoken())
        for request in requests:
            item = QStandardItem(request.covers)
            item.setData(request, ROW_ROLE)
            item.setAccessibleText(request.spoken())
            top.appendRow(item)
        made.appendRow(top)
    return made


def window() -> QWidget:
    made = QWidget()
    made.resize(1200, 640)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, SPACE_4, 0, 0)
    column.setSpacing(SPACE_4)
    head = QHBoxLayout()
    head.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
    head.setSpacing(SPACE_2)
    head.addWidget(Label("Queue", Type.TITLE))
    head.addWidget(Label("4 running · 18 waiting", ink="muted"))
    head.addStretch(1)
    for words, icon in (
        ("Pause after current", "pause"),
        ("Retry failed (2)", "retry"),
        ("Check in doubt (1)", "doubt"),
    ):
        head.addWidget(Button(words, icon=icon))
    column.addLayout(head)
    view = QueueView("Queue")
    view.setModel(model(view))
    view.expandAll()
    column.addWidget(view, 1)
    chosen = view.model().index(3, 0, view.model().index(0, 0))
    view.selectionModel().setCurrentIndex(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    view.setFocus()
    return made
