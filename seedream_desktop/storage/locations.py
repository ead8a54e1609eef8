"""Where the library lies on this machine, and whether a database may lie there."""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from seedream_desktop.domain.errors import UserFixable

_HOME_VARIABLE: Final = "SEEDREAM_HOME"

_NETWORK: Final = re.compile(
    r"afs|beegfs|ceph|cifs|coda|davfs|gpfs|lustre|ncpfs|nfs[34]?|smb[23]?|smbfs"
    r"|fuse\.(curlftpfs|davfs2?|gcsfuse|glusterfs|goofys|gvfsd-fuse|rclone|s3fs|sshfs)"
)
"""Types of mounts that reach over a network, as mount tables give them."""

_DRIVE_REMOTE: Final = 4
"""DRIVE_REMOTE of Windows' GetDriveTypeW."""


@dataclass(frozen=True, slots=True)
class Locations:
    """Paths under one data root; nothing is created by asking for them."""

    root: Path

    @property
    def library(self) -> Path:
        """The durable database."""
        return self.root / "library.sqlite3"

    @property
    def lock(self) -> Path:
        """The file whose lock says that a process has the library open."""
        return self.root / "library.lock"

    @property
    def machine(self) -> Path:
        """The note of the machine that has used the library last."""
        return self.root / "library.machine"

    @property
    def blobs(self) -> Path:
        """The folder of files by content."""
        return self.root / "blobs"

    @property
    def pasted(self) -> Path:
        """The folder of pictures that came without a file of their own."""
        return self.root / "pasted"

    @property
    def handed(self) -> Path:
        """The folder of copies that other programs are given."""
        return self.root / "handed"

    @property
    def rehearsals(self) -> Path:
        """The folder of what rehearsed services remember."""
        return self.root / "rehearsals"

    @property
    def thumbnails(self) -> Path:
        """The disposable cache of small pictures."""
        return self.root / "thumbnails.sqlite3"

    @property
    def proxies(self) -> Path:
        """The disposable folder of pictures of screen size."""
        return self.root / "proxies"

    @property
    def settings(self) -> Path:
        """The user's settings."""
        return self.root / "settings.toml"

    @property
    def logs(self) -> Path:
        """The folder of logs."""
        return self.root / "logs"


def locations(environ: Mapping[str, str] = os.environ) -> Locations:
    """Return the paths under SEEDREAM_HOME, or else under the system's place for local data."""
    chosen = environ.get(_HOME_VARIABLE, "").strip()
    if chosen:
        return Locations(Path(chosen).expanduser().absolute())
    return Locations(
        Path(platformdirs.user_data_dir("Seedream Desktop", "SeedreamDesktop", roaming=False))
    )


def check_local(folder: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Refuse a folder on a network file system, where it can be told that it is one.

    A write-ahead log needs memory that all its readers share, which no network file system
    gives (sqlite.org/wal.html, "disadvantages"). Raises UserFixable.
    """
    kind = _network_kind(folder, mounts)
    if kind is not None:
        raise UserFixable("library_on_network", path=str(folder), kind=kind)


def _network_kind(folder: Path, mounts: Path) -> str | None:
    """Return the name of the network file system that holds a folder, None if it is none."""
    if sys.platform == "win32":
        return _windows_kind(folder)
    try:
        table = mounts.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return network_type(folder.resolve(), table)


def network_type(folder: Path, table: str) -> str | None:
    """Read a mount table (fstab(5) fields) and return the folder's type if it is a network's."""
    kind, depth = "", -1
    for line in table.splitlines():
        fields = line.split()
        if len(fields) < 3:  # noqa: PLR2004 - device, mount point, type
            continue
        point = Path(_unescaped(fields[1]))
        # A later mount at the same point hides the earlier one.
        if folder.is_relative_to(point) and len(point.parts) >= depth:
            kind, depth = fields[2], len(point.parts)
    return kind if _NETWORK.fullmatch(kind) else None


def _unescaped(field: str) -> str:
    """Undo the octal escapes of a mount table: space, tab, newline and backslash."""
    for code, character in (("040", " "), ("011", "\t"), ("012", "\n"), ("134", "\\")):
        field = field.replace("\\" + code, character)
    return field


def _windows_kind(folder: Path) -> str | None:
    """Return "network drive" for a UNC path or a mapped drive."""
    anchor = folder.absolute().anchor
    is_remote = anchor.startswith("\\\\")
    if sys.platform == "win32" and not is_remote:
        import ctypes

        is_remote = ctypes.windll.kernel32.GetDriveTypeW(anchor) == _DRIVE_REMOTE
    return "network drive" if is_remote else None
