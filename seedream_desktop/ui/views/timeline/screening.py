"""Carries out what the filter line asks: counts what is there, and shows the images that fit."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from PySide6.QtCore import QObject

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.frame_filter import FrameFilter
from seedream_desktop.domain.frame_query import Query
from seedream_desktop.domain.frame_record import Place
from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.ids import ImageId, SubjectId, VersionId
from seedream_desktop.domain.judgement import Flag
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.models.frame_tally import HAS_FAILED, HAS_UNSURE, OUTDATED
from seedream_desktop.ui.views.timeline.filters import Asking, FilterWish
from seedream_desktop.ui.views.timeline.flag_count import FlagCount
from seedream_desktop.ui.views.timeline.page import TimelinePage
from seedream_desktop.ui.views.timeline.sieve import Passes, Sieve


class Screening(QObject):
    """An image that no longer fits stays until the filter changes, so that nothing jumps away."""

    def __init__(self, desk: Desk, page: TimelinePage, parent: QObject) -> None:
        """Follow the filter line."""
        super().__init__(parent)
        self._desk = desk
        self._page = page
        self._flags = FlagCount()
        self._sifted: FilterWish | None = None
        self.sieve = Sieve(self)
        self.sieve.counted.connect(self._on_counted)
        self.sieve.sifted.connect(self._on_sifted)
        page.filters.changed.connect(self._on_wish)

    def begin(self, counting: Iterator[None], *, is_other: bool) -> None:
        """Count another table; another sequence begins unfiltered."""
        self._flags.begin(self._desk.frames.table, self._desk.frames.marks)
        self.sieve.count(counting)
        if is_other and not self._page.filters.wish.is_idle:
            self._page.filters.show_everything()  # which is heard as any other wish
        else:
            self._on_wish(self._page.filters.wish)
        self.tell_counts()

    def follow(self, places: Iterable[Place]) -> None:
        """Let images in that fit the filter since some frames changed."""
        places = tuple(places)
        self._let_in(image for image, _ in places)
        table, marks = self._desk.frames.table, self._desk.frames.marks
        if table is not None:  # another version may be chosen now
            versions = (one for place in places for one in table.record.versions(place))
            self._flags.follow(table, marks, (SubjectId(one.id) for one in versions))
        self.tell_counts()

    def follow_marks(self, subjects: Iterable[SubjectId]) -> None:
        """Let images in that fit since something else is thought of them, and count that."""
        table, subjects = self._desk.frames.table, tuple(subjects)
        if table is not None:
            self._let_in(_image(table, subject) for subject in subjects)
            self._flags.follow(table, self._desk.frames.marks, subjects)
        self.tell_counts()

    def tell_counts(self) -> None:
        """Say how much there is of everything that can be asked for."""
        model = self._page.model
        tally = model.tally
        flags = self._flags
        counts = {
            Asking.UNSURE: tally.of_all(HAS_UNSURE),
            Asking.FAILED: tally.of_all(HAS_FAILED),
            Asking.OUTDATED: tally.of_all(OUTDATED),
            Asking.PICKED: flags[Flag.PICK],
            Asking.REJECTED: flags[Flag.REJECT],
        }
        kept = model.rows.kept
        shown = model.rows.images if kept is None else len(kept)
        self._page.filters.show_counts(counts, shown, model.rows.images)

    # -- own

    def _let_in(self, images: Iterable[ImageId]) -> None:
        passes, page = self._passes(self._page.filters.wish), self._page
        if passes is None:
            return
        numbers = {page.model.rows.number(image) for image in images}
        fitting = sorted(n for n in numbers if n is not None and passes(n))
        page.model.let_in(fitting)
        if fitting and not page.is_loupe:
            page.show_table()  # until now it may have said that nothing fits

    def _on_wish(self, wish: FilterWish) -> None:
        if wish.is_idle:
            self._page.filters.show_wrong("")
        self.sieve.sift(self._desk.frames.table, self._passes(wish))

    def _on_counted(self) -> None:
        self._page.model.tell_heads()
        self.tell_counts()

    def _on_sifted(self, numbers: tuple[int, ...] | None) -> None:
        wish, model = self._page.filters.wish, self._page.model
        if numbers is not None and model.rows.kept is not None and wish == self._sifted:
            model.let_in(numbers)  # the table is another, and the filter is not
        else:
            model.keep(numbers)
        self._sifted = wish
        if not self._page.is_loupe:
            self._page.show_table()
        self.tell_counts()

    def _passes(self, wish: FilterWish) -> Passes | None:
        """Return what tells images apart; None where all are shown."""
        table = self._desk.frames.table
        if table is None or wish.is_idle:
            return None
        holds = FrameFilter(self._read(wish), table, self._desk.frames.marks)
        return lambda number: holds.takes_image(table.images[number])

    def _read(self, wish: FilterWish) -> Query:
        """Return a wish as a query; of one that cannot be read, what can be, and why not."""
        try:
            query, wrong = wish.query(), ""
        except UserFixable as error:
            query, wrong = replace(wish, sought="").query(), text.of_error(error)
        self._page.filters.show_wrong(wrong)
        return query


def _image(table: Table, subject: SubjectId) -> ImageId:
    version = table.version(VersionId(subject))
    return version.image if version is not None else ImageId(subject)
