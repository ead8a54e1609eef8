"""A screen made of the parts: rail, steps, pictures, plan."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.ui.delegates.cell import Cell
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_4, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, IconButton, Kind
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field, PromptEdit
from seedream_desktop.ui.widgets.focus_ring import FocusRing
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.panel import Hairline, Panel
from seedream_desktop.ui.widgets.priced import PricedAction
from seedream_desktop.ui.widgets.rail import Place, Rail
from seedream_desktop.ui.widgets.state_glyph import StateGlyph
from seedream_desktop.ui.widgets.step_card import Fact, StepCard
from tests.shots.cells import grid, picture

PROMPT = (
    "Neutral background, keep the shadow under each piece. "
    "First clean the cloth, second level the light."
)
SENT = (
    "Image 1 is a reference and stays as it is. Edit images 2 to 8 and return exactly 7 images "
    "in the same order: match the colours and exposure to the anchor."
)

PLACES = [
    Place("Library", "library", "Ctrl+1"),
    Place("Build", "build", "Ctrl+2"),
    Place("Timeline", "timeline", "Ctrl+3"),
    Place("Compare", "compare", "Ctrl+4"),
    Place("Queue", "queue", "Ctrl+5"),
    Place("Ledger", "ledger", "Ctrl+6"),
]


def rail() -> Rail:
    made = Rail("Workspaces", PLACES, [IconButton("settings", "Settings", icon_px=20, edge_px=40)])
    made.choose(1)
    made.buttons[4].show_count(4, Tone.QUIET, "4 requests run")
    made.buttons[5].show_count(1, Tone.DOUBT, "1 request is in doubt")
    return made


def steps() -> Panel:
    panel = Panel("Spring catalogue")
    panel.add_to_head(IconButton("undo", "Undo"))
    panel.add_to_head(IconButton("more", "More"))
    first, second, third = (StepCard(n, "Use this step") for n in (1, 2, 3))
    facts = [
        Fact("Local engine"),
        Fact("each"),
        Fact("own size", "image"),
        Fact("1 anchor", "anchor"),
    ]
    first.show_step("Neutral background, keep the shadow under each piece", facts, "$0.00")
    first.show_open(is_open=True)
    first._is_over = True
    paid = [Fact("WaveSpeed"), Fact("5.0 lite"), Fact("2K", "image"), Fact("1 anchor", "anchor")]
    second.show_step("Match the colours and exposure to the anchor", paid, "$3.36")
    third.show_step("Golden hour, slightly; add a soft vignette", paid, "$3.36")
    third.switch.setChecked(False)
    group = panel.add_group(first, second, third)
    group.setSpacing(SPACE_2)
    group.addWidget(Button("Add step", icon="add"), 0, Qt.AlignmentFlag.AlignLeft)
    prompt = Field(
        "Prompt",
        PromptEdit(PROMPT),
        "First… Second… keeps changes apart.",
    )
    prompt.show_count("98 of 2,000")
    panel.add_group(
        prompt,
        Field("Provider", Select("Provider", [("Local engine, free, offline", 1)])),
        Field("Size", Select("Size", [("Each in its own size", 1)])),
    )
    panel.add_stretch()
    panel.setFixedWidth(420)
    return panel


def figure(caption: str, value: str) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(Label(value, Type.TITLE, tabular=True))
    column.addWidget(Label(caption, Type.CAPTION, ink="muted"))
    return made


def check(tone: Tone, words: str, mend: str = "") -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_2)
    row.addWidget(StateGlyph(tone, words), 0, Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(Label(words, wraps=True), 1)
    if mend:
        row.addWidget(Button(mend, Kind.LINK))
    return made


def plan() -> Panel:
    panel = Panel("Plan")
    panel.add_to_head(Label("Nothing is sent yet", Type.CAPTION, ink="muted"))
    figures = QWidget()
    row = QHBoxLayout(figures)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_3)
    for caption, value in (
        ("requests", "29"),
        ("results", "192"),
        ("at most", "$6.72"),
        ("cap left", "$37.60"),
    ):
        row.addWidget(figure(caption, value), 1)
    panel.add_group(figures)
    panel.add_group(
        check(Tone.DONE, "96 sizes are right for the model"),
        check(Tone.WAITING, "22 pictures look alike; pairing them is unsure", "1 per request"),
        check(Tone.FAILED, "1 picture is too narrow", "Leave out"),
        caption="Checks",
    ).setSpacing(SPACE_2)
    sent = PromptEdit(SENT)
    sent.show_as_sent()
    panel.add_group(Field("Text as sent · request 3 of 29", sent))
    panel.add_stretch()
    panel.add_group(
        PricedAction("Run pilot: 1 request", "$0.25", Kind.SECONDARY),
        PricedAction("Run 29 requests", "$6.72"),
    ).setSpacing(SPACE_2)
    panel.setFixedWidth(340)
    return panel


def status() -> QFrame:
    bar = QFrame()
    bar.setProperty("ground", "canvas")
    row = QHBoxLayout(bar)
    row.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_2)
    row.setSpacing(SPACE_2)
    row.addWidget(StateGlyph(Tone.DONE, "Online"))
    row.addWidget(Label("Online", Type.CAPTION, ink="muted"))
    row.addStretch(1)
    row.addWidget(Label("4 running, 18 waiting", Type.CAPTION, ink="muted", tabular=True))
    row.addSpacing(SPACE_4)
    row.addWidget(Label("Month $12.40 of $50.00", Type.CAPTION, tabular=True))
    return bar


def window() -> QWidget:
    made = QWidget()
    made.resize(1440, 900)
    whole = QVBoxLayout(made)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.setSpacing(0)
    body = QHBoxLayout()
    body.setSpacing(0)
    cells = [
        Cell(name=f"ceramic-{n + 1:02}.jpg", picture=picture(n), mark="A1" if n == 0 else "")
        for n in range(10)
    ]
    pictures = QVBoxLayout()
    pictures.setContentsMargins(SPACE_3, SPACE_4, SPACE_2, 0)
    pictures.setSpacing(SPACE_3)
    title = QHBoxLayout()
    title.addWidget(Label("96 pictures", Type.TITLE))
    title.addStretch(1)
    title.addWidget(Button("Import…", icon="import"))
    pictures.addLayout(title)
    pictures.addWidget(grid(cells, 176), 1)
    body.addWidget(rail())
    body.addWidget(Hairline(is_upright=True))
    body.addWidget(steps())
    body.addWidget(Hairline(is_upright=True))
    body.addLayout(pictures, 1)
    body.addWidget(Hairline(is_upright=True))
    body.addWidget(plan())
    whole.addLayout(body, 1)
    whole.addWidget(Hairline())
    whole.addWidget(status())
    made.ring = FocusRing(made)
    made.findChildren(PromptEdit)[0].setFocus()
    return made
