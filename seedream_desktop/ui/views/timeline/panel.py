"""Beside the table: what is thought of the picture that the eye is on, and how it came to be."""

from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.domain.judgement import NO_MARK
from seedream_desktop.domain.request import Version
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.models.frame_reader import Shown
from seedream_desktop.ui.models.frame_words import image_name, say, state_word, step_title
from seedream_desktop.ui.models.versions import made_at
from seedream_desktop.ui.views.picture_panel import PicturePanel
from seedream_desktop.ui.views.timeline.gaze import Gaze
from seedream_desktop.ui.widgets.fact_line import FactLine
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.panel import Panel


class TimelinePanel(PicturePanel):
    """Follows the eye; nothing in it is made anew while one walks through the set."""

    def __init__(self, desk: Desk, gaze: Gaze, parent: QWidget | None = None) -> None:
        """Take the desk and what is looked at."""
        super().__init__(desk, say("panel_name"), parent)
        self._gaze = gaze
        self.trouble = Label("", wraps=True)
        self.made, self.pixels, self.file = FactLine(), FactLine(), FactLine()
        self.setWidget(self._laid_out())
        self.refresh()

    def refresh(self) -> None:
        """Show what the eye is on now."""
        shown, version = self._gaze.shown, self._gaze.version
        subject = self._subject(shown, version)
        mark = self._desk.frames.mark(subject) if subject is not None else NO_MARK
        self.rating.show_mark(subject, mark)
        step = shown.step if shown is not None else None
        self.show_making(self._desk.frames.table, step, version)
        self._show_place(shown, version)
        picture = shown.image.picture if shown is not None and shown.frame is None else None
        size = version.size if version is not None else picture.size if picture else None
        _show(self.made, "fact_made", made_at(version.made_at) if version is not None else "")
        _show(self.pixels, "fact_size", str(size) if size is not None else "")
        _show(self.file, "fact_file", picture.path if picture is not None else "")

    # -- own

    @staticmethod
    def _subject(shown: Shown | None, version: Version | None) -> SubjectId | None:
        if version is not None:
            return SubjectId(version.id)
        is_original = shown is not None and shown.frame is None
        return SubjectId(shown.image.id) if shown is not None and is_original else None

    def _show_place(self, shown: Shown | None, version: Version | None) -> None:
        """Say which picture it is, how its frame stands, and what went wrong with it."""
        if shown is None:
            self.heading.show_words(say("nothing_looked_at"))
            self.under.setText("")
            self.trouble.setVisible(False)
            return
        self.heading.show_words(image_name(shown.image, shown.number + 1))
        frame, step = shown.frame, shown.step
        trouble = frame.trouble if frame is not None else None
        self.trouble.setText(text.of_trouble(trouble) if trouble is not None else "")
        self.trouble.setVisible(trouble is not None)
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

    def _laid_out(self) -> Panel:
        panel = Panel()
        panel.add_group(self._head(), self.trouble, self.rating)
        panel.add_group(self.prompt, self.maker, self.cost, self.made, self.pixels, self.file)
        panel.add_stretch()
        return panel


def _show(line: FactLine, name: str, value: str) -> None:
    """Show a fact; one without a value is not there."""
    line.setVisible(bool(value))
    if value:
        line.show_fact(say(name), value)
