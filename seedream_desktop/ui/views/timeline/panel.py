"""Beside the table: what is thought of the picture that the eye is on, and how it came to be."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.domain.judgement import NO_MARK
from seedream_desktop.domain.rehearsal import marked
from seedream_desktop.domain.request import Version
from seedream_desktop.domain.sequence import Image
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.models.frame_reader import Shown
from seedream_desktop.ui.models.frame_words import image_name, say, state_word, step_title
from seedream_desktop.ui.models.versions import made_at
from seedream_desktop.ui.theme.scale import Type
from seedream_desktop.ui.views.compare.rating import RatingBox
from seedream_desktop.ui.views.timeline.gaze import Gaze
from seedream_desktop.ui.widgets.fact_line import FactLine
from seedream_desktop.ui.widgets.label import CutLabel, Label
from seedream_desktop.ui.widgets.panel import Panel


class TimelinePanel(QScrollArea):
    """Follows the eye; nothing in it is made anew while one walks through the set."""

    def __init__(self, desk: Desk, gaze: Gaze, parent: QWidget | None = None) -> None:
        """Take the desk and what is looked at."""
        super().__init__(parent)
        self._desk = desk
        self._gaze = gaze
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(say("panel_name"))
        self.heading = CutLabel("", Type.TITLE, cuts_middle=True)
        self.under = Label("", Type.CAPTION, ink="muted", wraps=True)
        self.trouble = Label("", wraps=True)
        self.rating = RatingBox(desk.judging)
        self.prompt, self.maker, self.cost = FactLine(), FactLine(), FactLine()
        self.made, self.pixels, self.file = FactLine(), FactLine(), FactLine()
        self.setWidget(self._laid_out())
        self.refresh()

    def refresh(self) -> None:
        """Show what the eye is on now."""
        shown, version = self._gaze.shown, self._gaze.version
        subject = self._subject(shown, version)
        mark = self._desk.frames.mark(subject) if subject is not None else NO_MARK
        self.rating.show_mark(subject, mark)
        facts = (self.prompt, self.maker, self.cost, self.made, self.pixels, self.file)
        for line in facts:
            line.setVisible(False)
        self.trouble.setVisible(False)
        if shown is None:
            self.heading.show_words(say("nothing_looked_at"))
            self.under.setText("")
            return
        self.heading.show_words(image_name(shown.image, shown.number + 1))
        self._show_state(shown, version)
        if version is not None:
            self._show_version(version)
        elif shown.frame is None:
            self._show_original(shown.image)

    # -- own

    @staticmethod
    def _subject(shown: Shown | None, version: Version | None) -> SubjectId | None:
        if version is not None:
            return SubjectId(version.id)
        is_original = shown is not None and shown.frame is None
        return SubjectId(shown.image.id) if shown is not None and is_original else None

    def _show_state(self, shown: Shown, version: Version | None) -> None:
        frame, step = shown.frame, shown.step
        if frame is None or step is None:
            self.under.setText(say("original"))
            return
        places = [each.id for each in frame.versions]
        which = ""
        if version is not None and version.id in places:
            number = places.index(version.id) + 1
            which = say("version_of", number=number, count=len(places))
        said = (step_title(step), state_word(frame.state), which)
        self.under.setText(" · ".join(part for part in said if part))
        self._show(self.prompt, "fact_prompt", step.prompt.strip())
        if frame.trouble is not None:
            self.trouble.setText(text.of_trouble(frame.trouble))
            self.trouble.setVisible(True)

    def _show_version(self, version: Version) -> None:
        table = self._desk.frames.table
        making = table.record.maker(version) if table is not None else None
        cost = version.cost_micros
        if making is not None:
            card = self._desk.program.cards.get(making.provider)
            service = card.title if card is not None else making.provider
            said = say("made_with", service=service, model=making.terms.model)
            self._show(self.maker, "fact_maker", said)
            cost = marked(cost, making.provider)
        bought = say("bought_before") if version.bought_as is not None else text.usd(cost, 3)
        self._show(self.cost, "fact_cost", bought if cost or version.bought_as else say("free"))
        self._show(self.made, "fact_made", made_at(version.made_at))
        self._show(self.pixels, "fact_size", str(version.size))

    def _show_original(self, image: Image) -> None:
        if image.picture is not None:
            self._show(self.pixels, "fact_size", str(image.picture.size))
            self._show(self.file, "fact_file", image.picture.path)

    @staticmethod
    def _show(line: FactLine, name: str, value: str) -> None:
        if value:
            line.show_fact(text.text(name, section="timeline"), value)
            line.setVisible(True)

    def _laid_out(self) -> Panel:
        panel = Panel()
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.heading)
        column.addWidget(self.under)
        panel.add_group(head, self.trouble, self.rating)
        panel.add_group(self.prompt, self.maker, self.cost, self.made, self.pixels, self.file)
        panel.add_stretch()
        return panel
