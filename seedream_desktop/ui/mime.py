"""Reads a drop or a paste into plain values, and makes what others take: no disk, no network."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage, QImageWriter

from seedream_desktop.domain.picture import PictureFormat

_ENCODED: Final = (
    ("image/png", PictureFormat.PNG),
    ("image/jpeg", PictureFormat.JPEG),
    ("image/webp", PictureFormat.WEBP),
    ("image/tiff", PictureFormat.TIFF),
    ("image/avif", PictureFormat.AVIF),
    ("image/heic", PictureFormat.HEIF),
    ("image/gif", PictureFormat.GIF),
)
"""Encoded pictures that other programs offer, the ones that keep everything first."""

_OWN: Final = "application/x-seedream-results"
"""Marks what the program itself offers; alone, there is nothing that others could take."""

_GNOME: Final = "x-special/gnome-copied-files"
"""What file managers of GNOME and its kin paste files by."""

_VIRTUAL: Final = (
    "FileGroupDescriptorW",  # Outlook and other Windows programs, wrapped by Qt in a longer name
    "com.apple.NSFilePromiseItemMetaData",
    "com.apple.pasteboard.promised-file-url",
    "application/x-mozilla-file-promise",
)
"""Marks of files that exist only once somebody saves them."""


class DropKind(StrEnum):
    """What a drop is, by what of it is used."""

    FILES = "files"
    IMAGE = "image"
    LINKS = "links"
    SAVE_FIRST = "save_first"
    """Files that are on no disk yet: say that they are to be saved first."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A drop as plain values, good after the event is over.

    paths are files and folders, unlooked at, in the order given. data is one encoded picture
    of a format; where only pixels were offered, pixels holds them: see encoded(). links are
    https addresses, which are fetched only after a question.
    """

    kind: DropKind
    paths: tuple[Path, ...] = ()
    data: bytes = b""
    format: PictureFormat | None = None
    pixels: QImage | None = None
    links: tuple[str, ...] = ()
    refused: int = 0
    """How many addresses of other kinds there were: http, ftp, remote file shares."""


def files_mime(
    files: Iterable[Path], picture: bytes = b"", pixels: QImage | None = None
) -> QMimeData:
    """Return files for other programs, with the first as a PNG where it is to be pasted.

    Files are offered to be copied, never to be moved. pixels are for systems whose programs
    paste no PNG.
    """
    mime = QMimeData()
    urls = [QUrl.fromLocalFile(str(file)) for file in files]
    mime.setData(_OWN, QByteArray(b"1"))
    if urls:
        mime.setUrls(urls)
    if picture:
        lines = [b"copy", *(bytes(url.toEncoded().data()) for url in urls)]
        mime.setData(_GNOME, QByteArray(b"\n".join(lines)))
        mime.setData("image/png", QByteArray(picture))
        if pixels is not None:
            mime.setImageData(pixels)
    return mime


def may_be_taken(mime: QMimeData) -> bool:
    """Say whether a drag is worth lighting up for; quick enough for every mouse move."""
    return mime.hasUrls() or mime.hasImage() or _is_virtual(mime) or _encoded_form(mime) is not None


def read_mime(mime: QMimeData) -> Drop:
    """Return what a drop or paste holds: local files, else a picture, else links.

    A browser that is dragged from offers the picture's pixels beside its address; what is here
    already is taken rather than fetched.
    """
    urls = mime.urls() if mime.hasUrls() else []
    paths = tuple(dict.fromkeys(path for url in urls if (path := local_path(url)) is not None))
    links = tuple(dict.fromkeys(url.toString() for url in urls if url.scheme().lower() == "https"))
    refused = sum(not url.isLocalFile() and url.scheme().lower() != "https" for url in urls)
    if paths:
        return Drop(kind=DropKind.FILES, paths=paths, refused=refused + len(links))
    form = _encoded_form(mime)
    if form is not None:
        data = bytes(mime.data(form[0]).data())
        return Drop(kind=DropKind.IMAGE, data=data, format=form[1], links=links, refused=refused)
    pixels = mime.imageData() if mime.hasImage() else None
    if isinstance(pixels, QImage) and not pixels.isNull():
        return Drop(kind=DropKind.IMAGE, pixels=pixels.copy(), links=links, refused=refused)
    if links:
        return Drop(kind=DropKind.LINKS, links=links, refused=refused)
    kind = DropKind.SAVE_FIRST if _is_virtual(mime) else DropKind.NOTHING
    return Drop(kind=kind, refused=refused)


def local_path(url: QUrl) -> Path | None:
    """Return the path of a file address on this machine, whatever bytes its name is made of.

    QUrl.toLocalFile() turns bytes that are no UTF-8 into question marks, and the file is then
    not found.
    """
    if not url.isLocalFile():
        return None
    if sys.platform == "win32":
        return Path(url.toLocalFile())
    if url.host() not in ("", "localhost"):
        return None
    coded = bytes(url.toEncoded(QUrl.ComponentFormattingOption.FullyEncoded).data())
    path = unquote_to_bytes(coded.partition(b"://")[2].partition(b"/")[2].partition(b"?")[0])
    name = os.fsdecode(b"/" + path.partition(b"\0")[0])
    return Path(name) if len(name) > 1 else None


def encoded(pixels: QImage) -> bytes:
    """Return pixels as a PNG; slow for large ones, so for a worker. Any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(pixels)
    return bytes(buffer.data().data())


def _encoded_form(mime: QMimeData) -> tuple[str, PictureFormat] | None:
    return next((form for form in _ENCODED if mime.hasFormat(form[0])), None)


def _is_virtual(mime: QMimeData) -> bool:
    return any(mark in name for name in mime.formats() for mark in _VIRTUAL)
