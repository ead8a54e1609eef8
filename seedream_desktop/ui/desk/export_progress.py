"""How far an export is, and what came of it, in counted facts."""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.receipt import THERE, Fate, Receipt
from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.export.wording import short_folder, words
from seedream_desktop.ui.models.queue_lines import left_text

_TELLING = 3
"""Files after which the time that is left is told: before, it would be a guess."""


_TOLD = (Fate.SAME, Fate.SKIPPED, Fate.REFUSED, Fate.FAILED)


class Ended(StrEnum):
    """How an export was over."""

    WHOLE = "whole"
    STOPPED = "stopped"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One export. left is the measured time that the rest will take, in words; may be empty."""

    folder: Path
    of: int
    begun_at: float
    receipts: tuple[Receipt, ...] = ()
    left: str = ""
    ended: Ended | None = None
    error: SeedreamError | None = None

    @classmethod
    def begun(cls, folder: Path, of: int, now: float) -> "Progress":
        """Return one of which no file is there yet."""
        return cls(folder=folder, of=of, begun_at=now)

    @property
    def done(self) -> int:
        """How many files there is a receipt of."""
        return min(len(self.receipts), self.of)

    @property
    def is_over(self) -> bool:
        """Say whether no more is written."""
        return self.ended is not None

    @property
    def is_stopped(self) -> bool:
        """Say whether the user ended it before its time."""
        return self.ended is Ended.STOPPED

    @property
    def is_broken(self) -> bool:
        """Say whether it could not go on."""
        return self.ended is Ended.BROKEN

    @property
    def failed(self) -> int:
        """How many pictures could not be written."""
        return self._count(Fate.FAILED)

    @property
    def there(self) -> int:
        """How many files are in the folder."""
        return sum(receipt.fate in THERE for receipt in self.receipts)

    @property
    def has_files(self) -> bool:
        """Say whether there is anything in the folder to be shown."""
        return self.there > 0

    def with_one(self, receipt: Receipt, now: float) -> "Progress":
        """Return it with one more file."""
        receipts = (*self.receipts, receipt)
        done, passed = len(receipts), now - self.begun_at
        has_rest = _TELLING <= done < self.of and passed > 0 and not self.is_over
        left = left_text(passed / done * (self.of - done)) if has_rest else ""
        return replace(self, receipts=receipts, left=left)

    def over(
        self, how: Ended, receipts: tuple[Receipt, ...] | None, error: SeedreamError | None
    ) -> "Progress":
        """Return it at its end; receipts are in the export's order where there are all."""
        every = self.receipts if receipts is None else receipts
        return replace(self, receipts=every, ended=how, error=error, left="")

    @property
    def said(self) -> str:
        """What came of it, in one line."""
        folder = short_folder(self.folder)
        files = text.counted("file", self.there)
        if self.error is not None:
            return text.sentences((text.of_error(self.error), words("there_before", files=files)))
        if self.is_stopped:
            return words("stopped", done=self.there, of=self.of, folder=folder)
        said = [words("done", files=files, folder=folder)]
        counted = ((fate, self._count(fate)) for fate in _TOLD)
        said += [words(f"done_{fate.value}", count=count) for fate, count in counted if count]
        aside = sum(not receipt.is_sure and receipt.fate in THERE for receipt in self.receipts)
        if aside:
            said.append(words("done_unsure", count=aside))
        return text.sentences(said)

    def _count(self, fate: Fate) -> int:
        return sum(receipt.fate is fate for receipt in self.receipts)
