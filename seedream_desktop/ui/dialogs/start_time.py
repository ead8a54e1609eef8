"""Asks for the day and the time at which a run is to start."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.frame import DialogFrame
from seedream_desktop.ui.dialogs.question import front
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.models.appointment import appointment_text
from seedream_desktop.ui.theme.scale import SPACE_3
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field, LineEdit

_DAYS: Final = 7
_NAMED: Final = {0: "later_today", 1: "later_tomorrow"}
_TIME: Final = re.compile(r"(\d{1,2})\s*[:.h]\s*(\d{2})")
_HOUR_S: Final = 3600.0


class StartTimeDialog(DialogFrame):
    """Accepted with a time that is still to come; what is wrong is said in place."""

    def __init__(self, sentence: str, now: Callable[[], float], not_before: float = 0.0) -> None:
        """Take the title, the clock, and a time that is set already; else the next full hour."""
        super().__init__(sentence, front())
        about(self, "queue#more")
        self._now = now
        first = datetime.fromtimestamp(now()).astimezone().date()
        self.say(_say("later_more"), ink="muted")
        self.day = Select(_say("later_day"), [(_day(n, first), n) for n in range(_DAYS)])
        self._first = first
        self.time = LineEdit()
        self._field = Field(_say("later_time"), self.time, _say("later_hint"))
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addWidget(Field(_say("later_day"), self.day), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._field, 1, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(row)
        self.answer = Button("", Kind.PRIMARY)
        self.answer.clicked.connect(self.accept)
        self.safe = Button(_say("later_cancel"))
        self.safe.clicked.connect(self.reject)
        self.add_buttons(self.safe, self.answer, safe=self.safe)
        self._begin_with(not_before or (now() // _HOUR_S + 1) * _HOUR_S)
        self.day.picked.connect(self._show)
        self.time.textChanged.connect(self._show)
        self._show()
        self.time.setFocus(Qt.FocusReason.OtherFocusReason)
        self.time.selectAll()

    @property
    def at(self) -> float | None:
        """The time, in seconds since 1970; None while it cannot be read."""
        found = _TIME.fullmatch(self.time.text().strip())
        if found is None:
            return None
        day = self._first + timedelta(days=int(self.day.currentData()))
        try:
            moment = datetime.combine(day, time(int(found[1]), int(found[2])))
        except ValueError:
            return None
        return moment.astimezone().timestamp()

    def _begin_with(self, at: float) -> None:
        moment = datetime.fromtimestamp(at).astimezone()
        days = min(max((moment.date() - self._first).days, 0), _DAYS - 1)
        self.day.setCurrentIndex(days)
        self.time.setText(moment.strftime("%H:%M"))

    def _show(self, _news: object = None) -> None:
        at = self.at
        is_past = at is not None and at <= self._now()
        wrong = _say("later_unreadable") if at is None else _say("later_past") if is_past else ""
        self._field.show_wrong(wrong)
        self.answer.setEnabled(not wrong)
        begin = appointment_text(at, self._now()) if at is not None else ""
        said = text.text("later_answer", {"time": begin}, section="rules")
        self.answer.setText(said if not wrong else _say("later_start"))
        self.answer.updateGeometry()


def _day(number: int, first: date) -> str:
    if number in _NAMED:
        return _say(_NAMED[number])
    return text.day(first + timedelta(days=number))


def _say(code: str) -> str:
    return text.text(code, section="rules")
