"""Beside the canvas: what is thought of a picture, figures, and how it was made."""

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from seedream_desktop.domain.comparison import VISIBLE_DELTA
from seedream_desktop.domain.comparison import Comparison as Figures
from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.canvas.pyramid import PictureFile
from seedream_desktop.ui.desk.focus import Shot
from seedream_desktop.ui.theme.scale import SPACE_2, Type
from seedream_desktop.ui.views.compare import comparison as course
from seedream_desktop.ui.views.compare import wording
from seedream_desktop.ui.views.compare.histogram import Histogram
from seedream_desktop.ui.views.compare.measuring import Measuring
from seedream_desktop.ui.views.compare.session import LETTERS, Session
from seedream_desktop.ui.views.compare.wording import words
from seedream_desktop.ui.views.picture_panel import PicturePanel
from seedream_desktop.ui.widgets.button import Button
from seedream_desktop.ui.widgets.fact_line import FactLine
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk


class ComparePanel(PicturePanel):
    """Follows the session; nothing in it is made anew while one steps through the set."""

    def __init__(self, desk: "Desk", session: Session, parent: QWidget | None = None) -> None:
        """Take the desk and what is compared."""
        super().__init__(desk, words("panel"), parent)
        self._session = session
        self.measuring = Measuring(desk, self._is_sharp, self)
        self.measuring.measured.connect(self._show_figures)
        self.histogram = Histogram()
        self.delta, self.area, self.moved = FactLine(), FactLine(), FactLine()
        self.align = Button(words("align"))
        self.align.clicked.connect(desk.actions.action("compare.align").trigger)
        self.measured = Label("", Type.CAPTION, ink="muted", wraps=True)
        self.sizes = tuple(FactLine() for _ in LETTERS)
        self._sized: tuple[tuple[PictureFile, str], ...] | None = None
        self.colour = Label("", Type.CAPTION, ink="muted", wraps=True)
        self.setWidget(self._laid_out())
        session.changed.connect(self.refresh)
        session.showing.shown.connect(self._show_sizes)
        session.showing.sharpened.connect(self._show_sizes)
        desk.frames.marks_changed.connect(self._on_marks)
        self.refresh()

    def refresh(self) -> None:
        """Show what is compared now."""
        table, judged = self._session.table, self._session.judged
        self.measuring.want(self._pair())
        if table is None or judged is None:
            self.rating.show_mark(None, self._desk.frames.mark(SubjectId("")))
            return
        self.heading.show_words(wording.image_name(table, judged.image))
        self.under.setText(wording.with_standing(table, judged))
        self._show_mark(table, judged)
        self._show_making(table, judged)
        self._show_sizes()
        self._divide()

    def show_colour(self, said: str) -> None:
        """Say how far colours can be trusted on this screen."""
        self.colour.setText(said)

    # -- own

    def _is_sharp(self) -> bool:
        return self._session.showing.is_sharp

    def _pair(self) -> tuple[PictureFile, PictureFile] | None:
        pair = self._session.comparison
        if pair is None or not self._session.is_shown or self._is_survey:
            return None
        a, b = self._session.file_of(pair.a), self._session.file_of(pair.b)
        return (a, b) if a is not None and b is not None else None

    @property
    def _is_survey(self) -> bool:
        return self._session.stage.mode is Mode.SURVEY

    def _on_marks(self, _subjects: object) -> None:
        table, judged = self._session.table, self._session.judged
        if table is not None and judged is not None:
            self._show_mark(table, judged)

    def _show_mark(self, table: Table, judged: Shot) -> None:
        subject = subject_of(table, judged)
        mark = self._desk.frames.mark(subject if subject is not None else SubjectId(""))
        self.rating.show_mark(subject, mark)

    def _show_making(self, table: Table, judged: Shot) -> None:
        step = next((each for each in table.sequence.steps if each.id == judged.step), None)
        self.show_making(table, step, course.version_of(table, judged))

    def _show_sizes(self) -> None:
        files = self._pair() or ()
        forms = tuple((file, self._form_of(file)) for file in files)
        if forms == self._sized:
            return
        self._sized = forms
        shown = zip(self.sizes, LETTERS, forms, strict=False)  # of a survey none is shown
        for line, letter, (file, form) in shown:
            name = (form or PurePath(file.path).suffix.lstrip(".")).upper()
            said = words("size_form", size=str(file.size), form=name) if name else str(file.size)
            line.show_fact(words("size_of", letter=letter), said)
        for place, line in enumerate(self.sizes):
            line.setVisible(place < len(forms))
        self._divide()

    def _divide(self) -> None:
        """Set facts off from what stands above them, where there are any."""
        facts = (self.prompt, self.maker, self.cost, *self.sizes)
        self._panel.divide(self._facts, is_divided=any(not line.isHidden() for line in facts))

    def _form_of(self, file: PictureFile) -> str:
        """Return a file's format once it has been read; its name may lie."""
        shown = (one.pixels for one in self._session.stage.exhibits if one.file == file)
        return next((pixels.form for pixels in shown if pixels is not None), "")

    def _unmeasured(self) -> str:
        is_survey = self._session.stage.mode is Mode.SURVEY
        return "survey_unmeasured" if is_survey else "nothing_to_measure"

    def _show_figures(self) -> None:
        figures, pair = self.measuring.figures, self._pair()
        shown = (self.histogram, self.delta, self.area, self.moved)
        for widget in shown:
            widget.setVisible(figures is not None)
        self.align.setVisible(figures is not None and _is_moved(figures, pair))
        said = words("not_measured" if self.measuring.is_failed else "measuring")
        self.measured.setText(said if pair is not None else words(self._unmeasured()))
        self.measured.setVisible(figures is None)
        if figures is None:
            return
        self.histogram.show_tones(figures.before, figures.after)
        mean, most = f"{figures.delta_mean:.1f}", f"{figures.delta_max:.0f}"
        self.delta.show_fact(words("delta"), words("delta_said", mean=mean, most=most))
        share = figures.changed_share()
        percent = f"{share * 100:.0f}" if share >= 0.1 or not share else f"{share * 100:.1f}"  # noqa: PLR2004
        above = f"{VISIBLE_DELTA:g}"
        self.area.show_fact(words("area"), words("area_said", percent=percent, above=above))
        self.moved.show_fact(words("alignment"), alignment_words(figures, pair))

    def _laid_out(self) -> Panel:
        panel = Panel()
        panel.add_group(self._head(), self.rating)
        shift = QWidget()
        row = QHBoxLayout(shift)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.moved, 1)
        row.addWidget(self.align, 0, Qt.AlignmentFlag.AlignBottom)
        panel.add_group(self.measured, self.histogram, self.delta, self.area, shift)
        self._panel = panel
        self._facts = panel.add_group(self.prompt, self.maker, self.cost, *self.sizes)
        panel.add_group(self.colour)
        panel.add_stretch()
        return panel


def subject_of(table: Table, shot: Shot) -> SubjectId | None:
    """Return what is judged when a shot is: its version, or the image as it came."""
    if shot.step is None:
        return SubjectId(shot.image)
    version = course.version_of(table, shot)
    return SubjectId(version.id) if version is not None else None


def pixels_of(figures: Figures, pair: tuple[PictureFile, PictureFile]) -> tuple[int, int]:
    """Return how far B has moved against A, in pixels of B."""
    assert figures.shift is not None, "it is asked for where there is one"
    across, down = figures.shift.pixels(pair[1].size)
    return round(across), round(down)


def _is_moved(figures: Figures, pair: tuple[PictureFile, PictureFile] | None) -> bool:
    return pair is not None and figures.shift is not None and any(pixels_of(figures, pair))


def alignment_words(figures: Figures, pair: tuple[PictureFile, PictureFile] | None) -> str:
    """Return how B lies against A."""
    if figures.shift is None or pair is None:
        return words("alignment_unknown")
    across, down = pixels_of(figures, pair)
    if not across and not down:
        return words("aligned")
    return words("shifted", across=_signed(across), down=_signed(down))


def _signed(number: int) -> str:
    return f"{number:+d}".replace("-", "−")
