"""Every control in every state on one window."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QSlider,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_4, SPACE_5, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, IconButton, Kind
from seedream_desktop.ui.widgets.chip import Chip, StateChip
from seedream_desktop.ui.widgets.choice import Select, Switch
from seedream_desktop.ui.widgets.field import Field, LineEdit, PromptEdit
from seedream_desktop.ui.widgets.focus_ring import FocusRing
from seedream_desktop.ui.widgets.marks import CheckBox, RadioButton
from seedream_desktop.ui.widgets.menu import Menu
from seedream_desktop.ui.widgets.notice import Banner, Toaster
from seedream_desktop.ui.widgets.panel import Panel
from seedream_desktop.ui.widgets.priced import Hindrance, PricedAction
from seedream_desktop.ui.widgets.progress_line import ProgressLine
from seedream_desktop.ui.widgets.segmented import SegmentedControl
from seedream_desktop.ui.widgets.stepper import Stepper
from seedream_desktop.ui.widgets.table import Table

STATES = {
    Tone.DONE: "done",
    Tone.RUNNING: "running",
    Tone.WAITING: "waiting for a slot",
    Tone.DOUBT: "in doubt",
    Tone.FAILED: "failed",
    Tone.QUIET: "planned",
}


def row(*widgets: QWidget, gap: int = SPACE_2) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(gap)
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch(1)
    return holder


def buttons(long: str) -> Panel:
    panel = Panel("Buttons")
    disabled = Button("Export" + long)
    disabled.setEnabled(False)
    over = Button("Under the pointer" + long)
    over._is_over = True
    panel.add_group(
        row(
            Button("Add step" + long, Kind.PRIMARY, icon="add"),
            Button("Import…" + long, icon="import"),
        ),
        row(over, disabled),
        row(
            Button("Explore the sample" + long, Kind.QUIET),
            Button("Remove key" + long, Kind.DANGER),
        ),
        row(*(IconButton(n, n) for n in ("undo", "redo", "grid", "zoom", "filter", "more"))),
    )
    free = PricedAction("Run 29 requests" + long, "$7.00")
    hindered = PricedAction("Run 29 requests" + long, "$7.00")
    hindered.show_hindrances(
        [
            Hindrance("The monthly cap of $50.00 would be passed by $3.20." + long, "Raise cap…"),
            Hindrance("2 pictures are too narrow for this model." + long, "Leave out"),
        ]
    )
    panel.add_group(free, PricedAction("Run pilot: 1 request", "$0.25", Kind.SECONDARY))
    panel.add_group(hindered)
    panel.add_group(table())
    panel.add_stretch()
    return panel


def choices(long: str) -> Panel:
    panel = Panel("Choices")
    off, on, dim = Switch("Off" + long), Switch("Use this step" + long), Switch("Switched off")
    on.setChecked(True)
    dim.setEnabled(False)
    panel.add_group(off, on, dim)
    ticked, plain = CheckBox("Rights and IPTC" + long), CheckBox("GPS" + long)
    ticked.setChecked(True)
    one, other = (
        RadioButton("JPEG, quality 92" + long),
        RadioButton("Keep the service's bytes" + long),
    )
    one.setChecked(True)
    panel.add_group(row(ticked, plain, gap=SPACE_4), row(one, other, gap=SPACE_4))
    views = SegmentedControl("View", [("Grid", "grid"), ("Survey", "survey")], is_bare=True)
    modes = SegmentedControl("Mode", [("Side", ""), ("Split", ""), ("Blink", ""), ("Onion", "")])
    modes.choose(1)
    panel.add_group(row(modes, views))
    select = Select("Provider", [("Local engine" + long, 1), ("WaveSpeed", 2)])
    dimmed = Select("Model", [("Seedream 5.0 lite", 1)])
    dimmed.setEnabled(False)
    panel.add_group(row(select, dimmed))
    slider = QSlider(Qt.Orientation.Horizontal)
    spin = Stepper("Requests at once", (1, 16), "Fewer", "More")
    slider.setAccessibleName("Opacity")
    slider.setValue(40)
    spin.show_value(4)
    tabs = QTabBar()
    for name in ("Info", "Step", "Money"):
        tabs.addTab(name)
    tabs.setAccessibleName("Inspector")
    tabs.setDrawBase(False)
    panel.add_group(slider, row(spin, tabs, gap=SPACE_4))
    panel.add_group(
        row(*(StateChip(tone, word + long) for tone, word in list(STATES.items())[:3])),
        row(*(StateChip(tone, word + long) for tone, word in list(STATES.items())[3:])),
        row(Chip("5.0 lite"), Chip("2K", icon="image"), Chip("2 anchors", icon="anchor")),
    )
    panel.add_stretch()
    return panel


def fields(long: str) -> Panel:
    panel = Panel("Fields")
    name = Field(
        "Name of the sequence" + long, LineEdit("Spring catalogue"), "Shown in the library."
    )
    wrong = Field("Monthly cap", LineEdit("fifty"))
    wrong.show_wrong("This is not an amount. Write 50 or 50.00." + long)
    off = Field("Proxy", LineEdit("", "http://host:port"))
    off.control.setEnabled(False)
    prompt = Field(
        "Prompt",
        PromptEdit("Match the colours and exposure to the anchor. Keep the glaze as it is."),
        "First… Second… keeps changes apart." + long,
    )
    prompt.show_count("71 of 2,000")
    sent = PromptEdit("Image 1 is a reference. Edit images 2 to 8, return exactly 7 images.")
    sent.show_as_sent()
    panel.add_group(name, wrong, off)
    panel.add_group(prompt, Field("Text as sent", sent))
    progress = ProgressLine("Run")
    progress.show_progress("11 of 14 requests" + long, 11 / 14, "about 3 min left")
    unknown = ProgressLine("Import")
    unknown.show_progress("1,204 pictures read", None)
    panel.add_group(progress, unknown)
    panel.add_stretch()
    return panel


def table() -> Table:
    made = Table("Ledger")
    model = QStandardItemModel(0, 4, made)
    model.setHorizontalHeaderLabels(["Date", "Run", "State", "Price"])
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    model.setHeaderData(3, Qt.Orientation.Horizontal, right, Qt.ItemDataRole.TextAlignmentRole)
    for cells in (
        ("20 Nov 14:01", "Studio clean", "in doubt", "$0.245"),
        ("20 Nov 14:00", "Studio clean", "done", "$0.245"),
        ("19 Nov 09:12", "Summer look", "done", "$11.100"),
    ):
        items = [QStandardItem(words) for words in cells]
        items[3].setTextAlignment(right)
        items[3].setFont(look.font(Type.CONTROL, tabular=True))
        model.appendRow(items)
    made.setModel(model)
    made.size_columns([104, 96, 80, 80])
    made.stretch(1)
    made.selectRow(1)
    made.setFixedHeight(look.height(28) * 4 + 4)
    return made


def notices(panel_holder: QVBoxLayout) -> None:
    panel_holder.addWidget(
        Banner(
            Tone.FAILED, "WaveSpeed refused the key. Nothing more is sent to it.", "Replace key…"
        )
    )
    panel_holder.addWidget(
        Banner(
            Tone.WAITING,
            "You are offline. Results that were paid for are fetched when the line is back.",
        )
    )


def menu(parent: QWidget) -> Menu:
    made = Menu(parent)
    for words, icon, keys in (
        ("Import files…", "import", "Ctrl+O"),
        ("Import folder…", "folder", "Ctrl+Shift+O"),
    ):
        action = made.addAction(look.icon(icon, 16), words)
        action.setShortcut(keys)
    made.addSeparator()
    ticked = made.addAction("Show the queue strip")
    ticked.setCheckable(True)
    ticked.setChecked(True)
    made.addAction("Export again").setEnabled(False)
    return made


def window(long: str = "") -> QWidget:
    made = QWidget()
    made.setObjectName("controls")
    made.resize(1440, 900)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    notices(column)
    panels = QHBoxLayout()
    panels.setContentsMargins(SPACE_5, SPACE_5, SPACE_5, SPACE_5)
    panels.setSpacing(SPACE_5)
    last = fields(long)
    for panel in (buttons(long), choices(long), last):
        panels.addWidget(panel, 1)
    column.addLayout(panels, 1)
    made.ring = FocusRing(made)
    made.toaster = Toaster(made)
    made.toaster.show("12 pictures exported to Client/Nov.", close="Close", action="Open folder")
    last.findChildren(QPlainTextEdit)[0].setFocus()
    return made


def long_window() -> QWidget:
    """All words half as long again, as other languages make them."""
    return window(" – und noch etwas")
