"""What the start found of the time before: unfinished requests, a mended library, odd settings."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.events import RunStarted
from seedream_desktop.domain.money import total
from seedream_desktop.ui import text
from seedream_desktop.ui.bridge import Changes
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.desk.messages import Remark
from seedream_desktop.ui.desk.queue import Counts
from seedream_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from seedream_desktop.engine.recovery import Found

CAUSE: Final = "found"


class Findings(QObject):
    """Tells it by banners. Nothing is bought before the user says Resume."""

    def __init__(self, desk: Desk, found: "Found | None", parent: QObject | None = None) -> None:
        """Put up what there is to tell; nothing where nothing was found."""
        super().__init__(parent)
        self._desk = desk
        self._found = found
        for notice in desk.program.notices:
            said = text.sentence(notice.code, notice.params, Billed.NO)
            remark = Remark(words=said, tone=Tone.WAITING, is_closable=True)
            desk.messages.put_up(f"notice {notice.code} {notice.params}", remark)
        if found is not None and (found.queued or found.accepted or found.in_doubt):
            left = (len(found.queued), len(found.accepted), len(found.in_doubt))
            cost = total(request.price for request in found.queued)
            desk.messages.put_up(CAUSE, self._remark(left, cost))
            desk.bridge.changed.connect(self._on_changes)
            desk.queue.counted.connect(self._on_counted)

    def resume(self) -> None:
        """Let everything unfinished go on; what was not sent yet is bought now."""
        self._desk.messages.take_down(CAUSE)
        self._desk.queue.resume()

    def _learn(self) -> None:
        self._desk.guide_asked.emit("in-doubt")

    def _on_changes(self, changes: Changes) -> None:
        """Take the banner down when its runs go on by another way."""
        assert self._found is not None, "connected only with something found"
        runs = {request.run for request in self._found.queued}
        if any(isinstance(e, RunStarted) and e.run in runs for e in changes.others):
            self._desk.messages.take_down(CAUSE)

    def _on_counted(self, counts: Counts) -> None:
        """Say what is left of it; take it down when nothing is unfinished any more."""
        assert self._found is not None, "connected only with something found"
        if not (counts.running or counts.waiting or counts.in_doubt):
            self._desk.messages.take_down(CAUSE)
        elif CAUSE in self._desk.messages.banners:
            sent, doubts = len(self._found.accepted), len(self._found.in_doubt)
            left = (counts.unresumed, min(counts.running, sent), min(counts.in_doubt, doubts))
            remark = self._remark(left, counts.resume_micros)
            if remark.words != self._desk.messages.banners[CAUSE].words:
                self._desk.messages.put_up(CAUSE, remark)

    def _remark(self, left: tuple[int, int, int], cost: int) -> Remark:
        """Return the banner on so many not sent, at a service and in doubt."""
        words = found_words(*left)
        if not left[0] and left[2]:
            action, act = text.text("about_doubt", section="guide"), self._learn
            return Remark(words=words, tone=Tone.RUNNING, action=action, act=act, is_closable=True)
        if not left[0]:
            return Remark(words=words, tone=Tone.RUNNING, is_closable=True)
        code = "resume_for" if cost else "resume"
        action = text.text(code, {"cost": cost}, section="shell")
        return Remark(
            words=words, tone=Tone.WAITING, action=action, act=self.resume, is_closable=True
        )


def found_words(queued: int, accepted: int, in_doubt: int) -> str:
    """Return what is unfinished since the last time as one text."""
    counts = (
        ("found_queued", queued),
        ("found_accepted", accepted),
        ("found_in_doubt", in_doubt),
    )
    parts = [text.text(code, {"count": count}, section="shell") for code, count in counts if count]
    total = sum(count for _, count in counts)
    found = text.text("found", {"count": total, "parts": text.listed(parts)}, section="shell")
    return text.sentences((found, text.text("found_waits", section="shell") if queued else ""))
