"""How many pictures a filter finds picked or rejected: originals, and chosen results."""

from collections import Counter
from collections.abc import Iterable, Mapping

from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.ids import ImageId, SubjectId, VersionId
from seedream_desktop.domain.judgement import Flag, Mark


class FlagCount:
    """Counts all once, then what something else is thought or known of: a key is one picture."""

    def __init__(self) -> None:
        """Count nothing yet."""
        self._held: dict[SubjectId, Flag] = {}
        self._counts = Counter[Flag]()

    def __getitem__(self, flag: Flag) -> int:
        """Return how many pictures have a flag."""
        return self._counts[flag]

    def begin(self, table: Table | None, marks: Mapping[SubjectId, Mark]) -> None:
        """Count another table."""
        self._held.clear()
        self._counts.clear()
        if table is not None:
            self.follow(table, marks, marks)

    def follow(
        self, table: Table, marks: Mapping[SubjectId, Mark], subjects: Iterable[SubjectId]
    ) -> None:
        """Count some pictures anew."""
        for subject in subjects:
            before = self._held.pop(subject, None)
            if before is not None:
                self._counts[before] -= 1
            mark = marks.get(subject)
            if mark is not None and mark.flag is not Flag.NONE and _is_found(table, subject):
                self._held[subject] = mark.flag
                self._counts[mark.flag] += 1


def _is_found(table: Table, subject: SubjectId) -> bool:
    version = table.version(VersionId(subject))
    if version is None:
        return ImageId(subject) in table
    return version.is_chosen and version.image in table and version.step in table.steps
