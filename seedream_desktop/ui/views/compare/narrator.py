"""Says what the canvas shows, to those who do not see it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.views.compare import wording

if TYPE_CHECKING:
    from seedream_desktop.ui.canvas.stage import Stage
    from seedream_desktop.ui.views.compare.session import Session


class Narrator(QObject):
    """One sentence for pictures, way and figure; news of it where the user went somewhere."""

    named = Signal(str, bool)
    """What the canvas is called from now on, and whether it is news as well."""
    news = Signal(str)
    """What a screen reader is to say of its own accord: only what is another than before."""

    def __init__(self, stage: "Stage", session: "Session", parent: QObject | None = None) -> None:
        """Follow the stage and what is compared on it."""
        super().__init__(parent)
        self._stage = stage
        self._session = session
        self.sentence = ""
        self._told = wording.Spoken()
        self._mode = stage.mode
        stage.changed.connect(self._on_stage)
        stage.mode_changed.connect(self._on_news)
        session.changed.connect(self._on_news)

    def _on_stage(self) -> None:
        self._say()

    def _on_news(self) -> None:
        spoken = self._say()  # the stage may have said it by now, when the session comes
        self._mode = self._stage.mode
        if spoken is None or spoken == self._told:
            return
        news, self._told = spoken.news(self._told), spoken
        if self._session.is_shown:
            self.news.emit(news)

    def _say(self) -> wording.Spoken | None:
        table, pair = self._session.table, self._session.comparison
        if table is None or pair is None:
            return None
        if self._stage.mode is Mode.SURVEY:
            names = [one.words for one in self._stage.exhibits]
            spoken = wording.Spoken(what=wording.survey_sentence(names, self._stage))
        else:
            spoken = wording.spoken(table, pair, self._stage)
        if spoken.sentence != self.sentence:
            self.sentence = spoken.sentence
            # A figure that is turned alone is no news: the name says it, or the slider.
            is_news = self._mode is not self._stage.mode or not spoken.is_at(self._told)
            self.named.emit(self.sentence, is_news)
        return spoken
