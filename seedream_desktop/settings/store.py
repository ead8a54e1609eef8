"""The settings file: read forgivingly, written whole or not at all."""

import contextlib
import errno
import os
import secrets
import time
import tomllib
from pathlib import Path
from typing import Final

import tomli_w

from seedream_desktop.domain.errors import DiskFull, StorageFailed, is_disk_full
from seedream_desktop.domain.events import Notice
from seedream_desktop.settings.model import Document, Settings, merge, read, upgraded

FILE: Final = "settings.toml"

_REPLACE_TRIES: Final = 6
_REPLACE_WAIT_S: Final = 0.05


class SettingsStore:
    """The settings of one library. `current` is a frozen snapshot; save() makes the next.

    `notices` says what in the file could not be used when it was read last.
    """

    def __init__(self, data_root: Path) -> None:
        """Read the file in this library; defaults where there is none."""
        self.path = data_root / FILE
        self.current = Settings()
        self.notices: tuple[Notice, ...] = ()
        self._document: Document = {}
        self._is_readable = True
        self.reload()

    def reload(self) -> Settings:
        """Read the file again; return and keep what it says. Never raises."""
        self._document, trouble = self._read_document()
        self._is_readable = trouble is None
        self.current, notices = read(self._document)
        self.notices = (*([trouble] if trouble is not None else []), *notices)
        return self.current

    def save(self, settings: Settings) -> None:
        """Write settings; keys that this version does not know are kept.

        A file that could not be read is put aside as settings.toml.unreadable first. Raises
        DiskFull or StorageFailed, and then file and `current` are as before.
        """
        document = merge(settings, self._document)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if not self._is_readable and self.path.exists():
                _replace(self.path, self.path.with_name(f"{FILE}.unreadable"))
            _write(self.path, tomli_w.dumps(document).encode())
        except OSError as exc:
            kind = DiskFull if is_disk_full(exc) else StorageFailed
            reason = errno.errorcode.get(exc.errno or 0, type(exc).__name__)
            raise kind("settings_not_saved", path=str(self.path), reason=reason) from exc
        self._document, self._is_readable = document, True
        self.current, self.notices = settings, ()

    def _read_document(self) -> tuple[Document, Notice | None]:
        try:
            return upgraded(tomllib.loads(self.path.read_text(encoding="utf-8-sig"))), None
        except FileNotFoundError:
            return {}, None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
            params = {"path": str(self.path), "reason": type(exc).__name__}
            return {}, Notice(code="settings_unreadable", params=params)


def _write(path: Path, data: bytes) -> None:
    """Write a file so that after a crash at any moment the old or the new one is there whole."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with os.fdopen(
            os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        ) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _replace(source: Path, target: Path) -> None:
    """Rename over the target; scanners on Windows hold files for moments, so try again."""
    for left in reversed(range(_REPLACE_TRIES)):
        try:
            source.replace(target)
        except PermissionError:
            if left == 0 or os.name != "nt":
                raise
            time.sleep(_REPLACE_WAIT_S)
        else:
            return


def _flush_folder(folder: Path) -> None:
    """Make the rename durable, where folders can be opened (not on Windows)."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):  # some network file systems refuse it; the file is there
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
