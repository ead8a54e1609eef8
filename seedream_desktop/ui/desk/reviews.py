"""Reviews: packs the open sequence for people with a browser, and takes in what they said."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from seedream_desktop.domain.errors import BadInput, Param, SeedreamError
from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.domain.judgement import Aspect, Judgement, later_than
from seedream_desktop.exporting.bundle_format import (
    BUNDLE_SUFFIXES,
    CHOICES_SUFFIX,
    REVIEW_SUFFIXES,
)
from seedream_desktop.exporting.bundle_merging import Merge
from seedream_desktop.exporting.bundle_reading import Review, ReviewKind
from seedream_desktop.exporting.bundle_wish import BundleWish
from seedream_desktop.exporting.naming import safe_stem
from seedream_desktop.ui import text
from seedream_desktop.ui.bridge import EngineBridge
from seedream_desktop.ui.desk.frames import FramesDesk
from seedream_desktop.ui.desk.means import Means
from seedream_desktop.ui.desk.packing import Packing
from seedream_desktop.ui.dialogs.question import front
from seedream_desktop.ui.dialogs.review.merging import MergeDialog
from seedream_desktop.ui.dialogs.review.packing import PackDialog
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.undo import Deed

_NAMELESS: Final = "review_nameless"
_LOOK_AT: Final = frozenset({"review_elsewhere", "review_no_choices"})
_words = partial(text.text, section="review")


class Reviews(QObject):
    """Packs in the background, and merges as one edit of the sequence, which can be undone.

    A review that is not of this library, or that nobody has judged in, is opened in the
    browser: it is whole by itself.
    """

    def __init__(
        self,
        means: Means,
        frames: FramesDesk,
        bridge: EngineBridge,
        parent: QObject | None = None,
        *,
        browse: Callable[[QUrl], object] = QDesktopServices.openUrl,
    ) -> None:
        """Answer both commands; browse shows a file in the browser."""
        super().__init__(parent)
        self._means = means
        self._frames = frames
        self._bridge = bridge
        self.browse = browse
        self.packing = Packing(means, self)
        self._turn = asyncio.Lock()
        means.actions.handle("review.pack", self.ask_to_pack)
        means.actions.handle("review.open", self.ask_to_open)
        means.documents.changed.connect(self._see_to_commands)
        self._see_to_commands()

    # -- packing

    def ask_to_pack(self) -> None:
        """Ask what is to be in it and where it is to be, then pack."""
        document = self._means.documents.current
        if document is not None and not self.packing.is_going:
            self._means.flows.start(self._asked_to_pack(document))

    def pack(self, sequence: SequenceId, title: str, wish: BundleWish, path: Path) -> None:
        """Pack a sequence; what comes of it is said in passing."""
        self.packing.begin(sequence, title, wish, path)

    async def _asked_to_pack(self, document: SequenceDocument) -> None:
        sequence, title = document.sequence.id, document.sequence.title
        await self._means.documents.written(sequence)
        flows, program = self._means.flows, self._means.program
        dialog = PackDialog(title, lambda wish: program.reviews.draft(sequence, wish), flows)
        if not await flows.shown(dialog):
            return
        wish = dialog.wish
        place = QFileDialog(front(), _words("pack_where"))
        place.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        place.setDefaultSuffix(BUNDLE_SUFFIXES[0].removeprefix("."))
        place.setNameFilters([_words("filter_bundle")])
        place.selectFile(safe_stem(f"{title}.x") + BUNDLE_SUFFIXES[0])
        path = await self._chosen(place)
        if path is not None:
            self.pack(sequence, title, wish, path)

    # -- what comes back

    def ask_to_open(self) -> None:
        """Ask for a file of a review, and open it."""
        self._means.flows.start(self._asked_to_open())

    def open(self, path: Path) -> None:
        """Take in the choices of a file, or show it in the browser where it has none for us."""
        self._means.flows.start(self._open(path))

    def take(self, paths: Iterable[Path]) -> tuple[Path, ...]:
        """Open those that are files of reviews, by their ending; return the others."""
        given = tuple(paths)
        others = tuple(path for path in given if path.suffix.lower() not in REVIEW_SUFFIXES)
        for path in given:
            if path not in others:
                self.open(path)
        return others

    async def _asked_to_open(self) -> None:
        dialog = QFileDialog(front(), _words("open_title"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        endings = " ".join(f"*{ending}" for ending in (*BUNDLE_SUFFIXES, CHOICES_SUFFIX, ".json"))
        dialog.setNameFilters([_words("filter_any", {"endings": endings})])
        path = await self._chosen(dialog)
        if path is not None:
            await self._open(path)

    async def _chosen(self, dialog: QFileDialog) -> Path | None:
        chosen: list[str] = []
        dialog.filesSelected.connect(chosen.extend)
        is_accepted = await self._means.flows.shown(dialog)
        return Path(chosen[0]) if is_accepted and chosen else None

    async def _open(self, path: Path) -> None:
        """Open one file after the other: each is held against what the one before it left."""
        async with self._turn:
            await self._opened_alone(path)

    async def _opened_alone(self, path: Path) -> None:
        reviews, flows = self._means.program.reviews, self._means.flows
        review = await flows.ask(reviews.read(path))
        merge: Merge | None = None
        try:
            merge = await flows.ask(reviews.find_merge(review))
        except BadInput as error:
            if error.code in _LOOK_AT and review.kind is ReviewKind.BUNDLE:
                self._show(review, error.code)
                return
            if error.code != _NAMELESS:
                raise
        dialog = MergeDialog(review, merge)
        if not await flows.shown(dialog):
            return
        if merge is None:
            merge = await flows.ask(reviews.find_merge(review, dialog.who))
        document = await self._opened(review.sequence)
        if document is None:
            self._means.messages.say(_words("not_merged", {"title": review.title}))
        else:
            self._merge(document, merge)
            # Words are written in turn: once this is, all of them are there for the next file.
            await flows.ask(self._means.program.library.judgements.save(()))

    def _show(self, review: Review, code: str) -> None:
        self.browse(QUrl.fromLocalFile(str(review.path)))
        self._means.messages.say(_words(f"shown_{code}", {"title": review.title}))

    async def _opened(self, sequence: SequenceId) -> SequenceDocument | None:
        """Open a sequence, where the edit can be seen and undone; None where another is open."""
        documents = self._means.documents
        if not _is(documents.current, sequence):
            documents.open(sequence)
            await self._means.flows.until(documents.opening_ended, lambda: not documents.is_opening)
        return documents.current if _is(documents.current, sequence) else None

    def _merge(self, document: SequenceDocument, merge: Merge) -> None:
        if merge.words:
            label = text.text("merge_review", section="edits")
            carrying = _Carrying(merge, self._write, self._restamped)
            deed = Deed(label=label, do=carrying.do, undo=carrying.undo)
            document.undo_stack.push_deed(deed)
        params: dict[str, Param] = {"words": len(merge.words), "who": merge.who}
        self._means.messages.say(
            _words("merged_now" if merge.words else "merged_none", params),
            action=_words("show_timeline"),
            act=self._means.actions.action("go.timeline").trigger,
        )

    def _write(self, words: tuple[Judgement, ...]) -> None:
        work = self._means.program.library.judgements.save(words)
        if self._frames.is_read:
            self._frames.hear(words)
            self._bridge.call(work, self, None, self._on_not_said)
        else:
            # What is being read now may have been read before they are written.
            self._bridge.call(work, self, self._on_said, self._on_not_said)

    def _restamped(self, words: Iterable[Judgement]) -> tuple[Judgement, ...]:
        """Return words as said now: later than all that was said of their pictures."""
        now = self._means.program.clock.now()
        return tuple(
            replace(word, at=later_than(self._frames.said(word.subject), now)) for word in words
        )

    def _on_said(self, _call: int, _nothing: None) -> None:
        self._frames.refresh()

    def _on_not_said(self, _call: int, error: SeedreamError) -> None:
        self._means.messages.failed(error)
        self._frames.refresh()

    def _see_to_commands(self, _document: object = None) -> None:
        is_open = self._means.documents.current is not None
        self._means.actions.allow("review.pack", is_allowed=is_open)


class _Carrying:
    """Does and undoes a merge: first the reviewer's own words, with the times that they have."""

    def __init__(
        self,
        merge: Merge,
        write: Callable[[tuple[Judgement, ...]], None],
        restamped: Callable[[Iterable[Judgement]], tuple[Judgement, ...]],
    ) -> None:
        self._merge, self._write, self._restamped = merge, write, restamped
        self._is_first = True

    def do(self) -> None:
        words = self._merge.words
        if not self._is_first:
            words = self._restamped(self._merge.before)
        self._is_first = False
        self._write(words)

    def undo(self) -> None:
        """Say again what held before: of marks as the user, of a note as who wrote it."""
        self._write(self._restamped(_as_before(*each) for each in self._merge.before.items()))


def _as_before(word: Judgement, value: str) -> Judgement:
    return replace(word, value=value, who=word.who if word.aspect is Aspect.NOTE else "")


def _is(document: SequenceDocument | None, sequence: SequenceId) -> bool:
    return document is not None and document.sequence.id == sequence
