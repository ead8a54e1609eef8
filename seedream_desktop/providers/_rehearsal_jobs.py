"""What a rehearsed service remembers: its jobs and the files that it was given, on this disk.

A job is on the disk before its order is answered, so it outlives the program as a real one does.
Nothing here is the user's: results are in the library's own store once they were fetched.
"""

import logging
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from seedream_desktop.domain.errors import DiskFull, StorageFailed, is_disk_full
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ModelId, RemoteId
from seedream_desktop.domain.rehearsal import Scenario

_log = logging.getLogger(__name__)

HOST: Final = "rehearsal.invalid"
_FILES: Final = f"https://{HOST}/files/"
_JOBS: Final = f"https://{HOST}/jobs/"
_KEPT_S: Final = 10 * 86_400.0
"""Longer than any service keeps its files: what is older is nobody's any more."""


class Picture(Struct, frozen=True, kw_only=True):
    """One output: of which of the job's pictures it is made, and what is wrong with it."""

    source: int
    take: int
    flaw: str = ""


class Job(Struct, frozen=True, kw_only=True):
    """An order that was taken. files are names of what was sent, by place; times since 1970."""

    id: RemoteId
    key: str
    model: ModelId
    prompt: str
    created_at: float
    ready_at: float
    files: tuple[str, ...]
    sources: tuple[int, ...]
    pictures: tuple[Picture, ...]
    size: tuple[int, int] | None
    scenario: Scenario
    seed: int
    charged_micros: int

    @property
    def size_px(self) -> Size | None:
        """The size that every output gets; None: that of its own input."""
        return Size(*self.size) if self.size is not None else None


class Jobs:
    """The jobs and files of one rehearsed service; every method blocks."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which is made when something is put there."""
        self._jobs = folder / "jobs"
        self._files = folder / "files"

    def take(self, source: Path, name: str) -> str:
        """Keep a copy of a file; return its address. Raises StorageFailed."""
        try:
            self._files.mkdir(parents=True, exist_ok=True)
            part = self._files / f".{name}.part"
            shutil.copyfile(source, part)
            part.replace(self._files / name)
        except OSError as error:
            raise _failed(error, self._files) from error
        return f"{_FILES}{name}"

    def file(self, url: str) -> Path:
        """Return where the file of an address lies; it may be gone."""
        return self._files / _name(url)

    def save(self, job: Job) -> None:
        """Write a job. Raises StorageFailed."""
        try:
            self._jobs.mkdir(parents=True, exist_ok=True)
            part = self._jobs / f".{job.id}.part"
            part.write_bytes(msgspec.json.encode(job))
            part.replace(self._jobs / f"{job.id}.json")
        except OSError as error:
            raise _failed(error, self._jobs) from error

    def get(self, job: RemoteId) -> Job | None:
        """Return a job; None where there is none of this id."""
        return _read(self._jobs / f"{_name(job)}.json")

    def all(self) -> tuple[Job, ...]:
        """Return every job, newest first."""
        found = (_read(path) for path in sorted(self._jobs.glob("*.json")))
        jobs = [job for job in found if job is not None]
        return tuple(sorted(jobs, key=lambda job: job.created_at, reverse=True))

    def clear(self, now: float) -> None:
        """Remove what is older than any service keeps it."""
        for folder in (self._jobs, self._files):
            with suppress(OSError):
                for path in folder.iterdir():
                    if path.stat().st_mtime < now - _KEPT_S:
                        path.unlink(missing_ok=True)


def output_url(job: Job, index: int) -> str:
    """Return the address of a job's output."""
    return f"{_JOBS}{job.id}/{index}"


def output_at(url: str) -> tuple[RemoteId, int] | None:
    """Return which output of which job lies at an address; None for any other address."""
    job, _, index = url.removeprefix(_JOBS).partition("/")
    if not url.startswith(_JOBS) or not index.isdigit():
        return None
    return RemoteId(job), int(index)


def _name(url: str) -> str:
    """Return the last part of an address, which is no path."""
    return url.rpartition("/")[2].replace("\\", "_")


def _read(path: Path) -> Job | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Job)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        _log.warning("rehearsed job %s cannot be read: %s", path.name, type(error).__name__)
        return None


def write(path: Path, data: bytes) -> None:
    """Write a file; blocking. Raises StorageFailed, DiskFull."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise _failed(error, path) from error


def _failed(error: OSError, folder: Path) -> StorageFailed:
    if is_disk_full(error):
        return DiskFull("disk_full", path=str(folder))
    reason = error.strerror or type(error).__name__
    return StorageFailed("file_not_written", path=str(folder), reason=reason)
