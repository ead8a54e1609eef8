"""One folder's files in natural order, with what is hidden or not on this disk counted."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from seedream_desktop.domain.picture import Skipped, SkipReason

_SYSTEM_NAMES: Final = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx", "@eadir"})
_ICLOUD_STUB: Final = ".icloud"
_STUB_ENDINGS: Final = (".nextcloud", ".owncloud")
_STUB_XATTRS: Final = frozenset({"user.nextcloud.hydrate_exec"})
"""Set by Nextcloud's Linux client on files that it has not fetched yet, and removed after."""

_OFFLINE: Final = stat.FILE_ATTRIBUTE_OFFLINE
_RECALL_ON_OPEN: Final = 0x0004_0000  # FILE_ATTRIBUTE_RECALL_ON_OPEN, winnt.h
_RECALL_ON_DATA_ACCESS: Final = 0x0040_0000  # FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS
_AWAY: Final = _OFFLINE | _RECALL_ON_OPEN | _RECALL_ON_DATA_ACCESS
_SF_DATALESS: Final = 0x4000_0000  # sys/stat.h of macOS


@dataclass(slots=True)
class Listing:
    """One folder as it lies on disk: paths in natural order, and counts of what was passed over.

    identity is (device, inode) of the folder itself, so that links back to it are known.
    """

    identity: tuple[int, int] = (0, 0)
    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    hidden: int = 0
    placeholders: int = 0


def in_natural_order(paths: Iterable[str]) -> list[str]:
    """Sort paths as people do, folder by folder: img2 before img10, upper and lower case alike."""
    from natsort import natsort_keygen, ns

    natural = natsort_keygen(key=os.fspath, alg=ns.PATH | ns.IGNORECASE)
    return sorted(paths, key=lambda path: (natural(path), path))


def list_folder(path: str) -> Listing:
    """List one folder, links followed. An unreadable folder is named in skipped."""
    listing = Listing()
    try:
        found = Path(path).stat()
        listing.identity = (found.st_dev, found.st_ino)
        with os.scandir(path) as entries:
            for entry in entries:
                _sort_in(entry, listing)
    except OSError as exc:
        listing.skipped.append(Skipped(path=printable(path), reason=_reason(exc)))
    listing.files = in_natural_order(listing.files)
    listing.folders = in_natural_order(listing.folders)
    return listing


def is_placeholder(path: str, found: os.stat_result) -> bool:
    """Say whether a file's content lies in a cloud, so that opening it would fetch it."""
    if getattr(found, "st_file_attributes", 0) & _AWAY:
        return True
    if getattr(found, "st_flags", 0) & _SF_DATALESS:
        return True
    name = os.path.basename(path).lower()  # noqa: PTH119 - a path of 10,000, kept a string
    if name.endswith(_STUB_ENDINGS) or (name.startswith(".") and name.endswith(_ICLOUD_STUB)):
        return True
    return not _STUB_XATTRS.isdisjoint(_xattrs(path))


def printable(path: str) -> str:
    """Return a path that can be shown and stored; bytes that are no text become U+FFFD."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_text(path: str) -> bool:
    """Say whether a path can be stored: file names on Linux may be any bytes."""
    return path == printable(path)


def _sort_in(entry: os.DirEntry[str], listing: Listing) -> None:
    """Put one entry where it belongs; what cannot be told is a file, and reading it will tell."""
    try:
        found = entry.stat(follow_symlinks=False)
        if is_placeholder(entry.path, found):
            listing.placeholders += 1
        elif _is_hidden(entry.name, found):
            listing.hidden += 1
        elif entry.is_dir():
            listing.folders.append(entry.path)
        else:
            listing.files.append(entry.path)
    except OSError:
        listing.files.append(entry.path)


def _is_hidden(name: str, found: os.stat_result) -> bool:
    if name.startswith(".") or name.lower() in _SYSTEM_NAMES:
        return True
    is_windows_hidden = getattr(found, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_HIDDEN
    return bool(is_windows_hidden or getattr(found, "st_flags", 0) & stat.UF_HIDDEN)


def _xattrs(path: str) -> Iterable[str]:
    if not hasattr(os, "listxattr"):
        return ()
    try:
        return os.listxattr(path)
    except OSError:
        return ()


def _reason(exc: OSError) -> SkipReason:
    if isinstance(exc, PermissionError):
        return SkipReason.NO_PERMISSION
    return SkipReason.MISSING if isinstance(exc, FileNotFoundError) else SkipReason.UNREADABLE
