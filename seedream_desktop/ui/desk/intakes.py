"""Values of an import: where it goes, what it is waiting for, and what it came to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.domain.picture import Intake, Skipped
from seedream_desktop.engine.folders import printable
from seedream_desktop.ui import text
from seedream_desktop.ui.mime import Drop, DropKind

if TYPE_CHECKING:
    from seedream_desktop.engine.intake import FileCount
    from seedream_desktop.ui.edits import SequenceDocument


class Target(StrEnum):
    """Where pictures go."""

    NEW_SEQUENCE = "new_sequence"
    HERE = "here"
    """Into the sequence that is open when they are dropped."""
    ANCHORS = "anchors"
    """To the pictures that its steps send first with every request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that was left out; path is empty where it has none."""

    name: str
    why: str
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What an import came to.

    added pictures are new where they went; doubles were there already, or came twice.
    sequence is where they went, None where nothing was added.
    """

    target: Target
    title: str = ""
    sequence: SequenceId | None = None
    added: int = 0
    doubles: int = 0
    problems: tuple[Problem, ...] = ()
    was_stopped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the running import is; total is 0 while files are still counted."""

    title: str
    seen: int = 0
    total: int = 0
    taken: int = 0
    skipped: int = 0
    per_second: float = 0.0


@dataclass(slots=True, kw_only=True)
class Job:
    """One import that waits or runs."""

    target: Target
    paths: tuple[Path, ...] = ()
    drop: Drop | None = None
    at: int | None = None
    document: "SequenceDocument | None" = None
    title: str = ""


def words(code: str, **params: str | float) -> str:
    """Return a line about imports."""
    return text.text(code, params, section="imports")


def counted(noun: str, count: int) -> str:
    """Return "1 picture" or "2,000 pictures"."""
    return text.counted(noun, count)


def problems_of(intake: Intake) -> tuple[Problem, ...]:
    """Return what was left out of an intake, each with its reason."""
    return (*map(_problem, intake.skipped), *_uncounted(intake))


def not_taken(drop: Drop) -> tuple[Problem, ...]:
    """Return what of a drop cannot be taken, and why."""
    found = []
    if drop.kind is DropKind.SAVE_FIRST:
        found.append(Problem(name=words("virtual_name"), why=words("save_first")))
    if drop.kind is DropKind.LINKS:
        found += [Problem(name=link, why=words("not_fetched")) for link in drop.links]
    if drop.refused:
        name = counted("link", drop.refused)
        found.append(Problem(name=name, why=words("not_fetched")))
    return tuple(found)


def title_of(paths: Iterable[Path], count: "FileCount") -> str:
    """Return a title for a new sequence: the folder's name, of several the first one's."""
    if count.folders:
        more = len(count.folders) - 1
        first = count.folders[0] or words("untitled")
        return words("title_and_more", title=first, count=more) if more else first
    parents = {path.parent for path in paths}
    name = printable(parents.pop().name) if len(parents) == 1 else ""
    return name or words("untitled")


def summary(of: Import) -> str:
    """Return in one line what an import came to."""
    params: dict[str, str | int] = {
        "pictures": counted("picture", of.added or of.doubles),
        "title": of.title,
        "count": len(of.problems) or of.doubles,
    }
    return text.text(f"ended{_ending(of)}", params, section="imports")


def _ending(of: Import) -> str:
    if of.was_stopped:
        return "_stopped"
    if not of.added:
        return "_all_double" if of.doubles else "_none" if of.problems else "_empty"
    if of.target is Target.ANCHORS:
        return "_anchors"
    return "_out" if of.problems else "_doubles" if of.doubles else ""


def _problem(skipped: Skipped) -> Problem:
    why = text.text(skipped.reason.value, {"detail": skipped.detail}, section="skipped")
    return Problem(name=PurePath(skipped.path).name, path=skipped.path, why=why)


def _uncounted(intake: Intake) -> Iterator[Problem]:
    """Say what was not even opened."""
    if intake.placeholders:
        name = counted("file", intake.placeholders)
        yield Problem(name=name, why=words("in_a_cloud"))
    if intake.loops:
        yield Problem(name=counted("folder", intake.loops), why=words("linked_back"))
