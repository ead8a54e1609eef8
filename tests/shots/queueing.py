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

RUNS = [
    (
        RunRow(
            title="Studio clean · Shoes",
            counted="11 of 14 requests",
            share=11 / 14,
            left="about 3 min left",
            money="$2.94 of $3.36",
        ),
        [
            RequestRow(
                tone=Tone.DONE,
                word="Done",
                covers="images 50–56",
                elapsed="0:52",
                remote_id="77b1c09e4d",
                price="$0.25",
            ),
            RequestRow(
                tone=Tone.RUNNING,
                word="Running at the service",
                covers="images 57–63",
                elapsed="0:41",
                remote_id="8f2c91aa07",
                price="$0.25",
            ),
            RequestRow(
                tone=Tone.WAITING,
                word="Waiting",
                covers="images 64–70",
                price="$0.25",
                second="For the service's rate limit, until 14:03:20",
            ),
            RequestRow(
                tone=Tone.DOUBT,
                word="In doubt",
                covers="images 71–77",
                elapsed="1:07",
                price="$0.25",
                second="It may have been billed: the line broke while it was sent.",
                actions=(RowAction("request.retry", "Check with the service"),),
                is_pressing=True,
            ),
            RequestRow(
                tone=Tone.DOUBT,
                word="In doubt: 3 of 8 pictures",
                covers="images 97–104",
                elapsed="2:11",
                price="$0.28",
                second="Perhaps billed. 5 of 8 pictures arrived and are kept; then the answer broke"
                " off. The others may be paid for.",
                actions=(
                    RowAction("request.send_again", "Send again…  $0.11"),
                    RowAction("request.explain", "Explain"),
                    RowAction("request.abandon", "Give up…"),
                ),
                is_pressing=True,
            ),
            RequestRow(
                tone=Tone.FAILED,
                word="Failed",
                covers="images 78–84",
                elapsed="0:03",
                remote_id="3ad0f7715c",
                price="$0.00",
                second="Refused by the content policy. Nothing was billed.",
                actions=(RowAction("request.retry", "Edit prompt"),),
                is_pressing=True,
            ),
            RequestRow(
                tone=Tone.DONE,
                word="Done, 2 of 7 missing",
                covers="images 85–91",
                elapsed="0:58",
                remote_id="91aa4be210",
                price="$0.25",
                second="The service returned 5 of 7 pictures.",
                actions=(RowAction("request.retry", "Run 2 again  $0.07"),),
                is_pressing=True,
            ),
            RequestRow(tone=Tone.QUIET, word="Planned", covers="images 92–96", price="$0.18"),
        ],
    ),
    (
        RunRow(
            title="Summer look · Bags",
            tone=Tone.WAITING,
            word="Waiting for approval of the pilot",
            money="$0.25 of $6.10",
        ),
        [],
    ),
    (
        RunRow(
            title="Portraits warm",
            tone=Tone.WAITING,
            word="Waiting: the monthly cap of $50.00 is reached",
            money="$0.00 of $4.40",
        ),
        [],
    ),
    (
        RunRow(
            title="Catalogue cover",
            tone=Tone.DONE,
            word="Done",
            counted="6 of 6 requests",
            money="$1.40",
        ),
        [],
    ),
]


def model(parent: QWidget) -> QStandardItemModel:
    made = QStandardItemModel(parent)
    for run, requests in RUNS:
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
