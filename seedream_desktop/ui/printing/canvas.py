"""What a contact sheet is drawn on: one PDF of many pages, or a PNG for each page.

Everything here is for a worker's thread. Files come under their names when all is drawn, and
not before.
"""

import os
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QBuffer, QFile, QIODevice, QMarginsF, Qt
from PySide6.QtGui import (
    QColorSpace,
    QImage,
    QImageWriter,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from seedream_desktop.domain.errors import DiskFull, StorageFailed, is_disk_full
from seedream_desktop.domain.geometry import MM_PER_INCH
from seedream_desktop.exporting.contact_sheet import DPI, Paper, SheetWish
from seedream_desktop.exporting.parts import new_part, remove_stale_parts
from seedream_desktop.exporting.pdf_letters import mend_letters
from seedream_desktop.exporting.template import with_number

_PDF_DPI: Final = 600
_MM_PER_METRE: Final = 1000.0
_PNG_EFFORT: Final = 60
_PROBE_BYTES: Final = 1 << 20
_SIZES: Final = {
    Paper.A4: QPageSize.PageSizeId.A4,
    Paper.A3: QPageSize.PageSizeId.A3,
    Paper.LETTER: QPageSize.PageSizeId.Letter,
}


class Canvas(Protocol):
    """Pages come one after the other; nothing of a page is held once the next has begun."""

    dpi: int

    def begin_page(self) -> QPainter:
        """Return what the next page is drawn with. Raises StorageFailed."""
        ...

    def finish(self) -> tuple[Path, ...]:
        """Write the rest, and return the files in order. Raises StorageFailed, DiskFull."""
        ...

    def abandon(self) -> None:
        """Leave no half file behind."""
        ...


class PdfCanvas:
    """A PDF/A-1b: letters are embedded and can be selected, colours are said to be sRGB.

    Pictures go to the disk as they are drawn, so that its memory does not grow with them.
    """

    dpi = _PDF_DPI

    def __init__(self, target: Path, wish: SheetWish, creator: str) -> None:
        """Begin a file beside the target. Raises StorageFailed, DiskFull."""
        self._target = target
        self._part = new_part(target)
        self._file = QFile(str(self._part))
        if not self._file.open(QIODevice.OpenModeFlag.WriteOnly):
            raise _failure(target, None, self._file.errorString())
        self._writer = QPdfWriter(self._file)
        self._writer.setPdfVersion(QPagedPaintDevice.PdfVersion.PdfVersion_A1b)
        self._writer.setResolution(_PDF_DPI)
        self._writer.setTitle(wish.title or target.stem)
        self._writer.setCreator(creator)
        sides = QPageLayout.Orientation
        lies = sides.Landscape if wish.is_landscape else sides.Portrait
        size = QPageSize(_SIZES[wish.paper])
        self._writer.setPageLayout(QPageLayout(size, lies, QMarginsF(0, 0, 0, 0)))
        self._painter: QPainter | None = None

    def begin_page(self) -> QPainter:
        """Return what the next page is drawn with. Raises StorageFailed."""
        if self._painter is None:
            self._painter = QPainter(self._writer)
        elif not self._writer.newPage() or self._file.error() is not QFile.FileError.NoError:
            raise self._failed()
        return self._painter

    def finish(self) -> tuple[Path, ...]:
        """Write the rest, and return the file. Raises StorageFailed, DiskFull."""
        self._end()
        if self._file.error() is not QFile.FileError.NoError:
            raise self._failed()
        try:
            mend_letters(self._part)
            with self._part.open("rb+") as file:
                os.fsync(file.fileno())
            self._part.replace(self._target)
        except (OSError, ValueError) as error:
            raise _failure(self._target, error, str(error)) from error
        return (self._target,)

    def abandon(self) -> None:
        """Leave no half file behind."""
        self._end()
        self._part.unlink(missing_ok=True)

    def _failed(self) -> StorageFailed:
        """Return why nothing more could be written; Qt tells no full disk from other trouble."""
        cause = self._file.errorString()
        try:
            with self._part.open("ab") as file:
                file.write(bytes(_PROBE_BYTES))
        except OSError as error:
            return _failure(self._target, error, error.strerror or cause)
        return _failure(self._target, None, cause)

    def _end(self) -> None:
        if self._painter is not None:
            self._painter.end()
            self._painter = None
        self._file.close()


class PngCanvas:
    """A PNG for each page, in sRGB, with its resolution; numbered where there are several."""

    dpi = DPI

    def __init__(self, target: Path, wish: SheetWish, page_count: int) -> None:
        """Take the name of a single page."""
        self._target = target
        self._count = page_count
        width_mm, height_mm = wish.page_mm
        self._width_px = round(width_mm / MM_PER_INCH * DPI)
        self._height_px = round(height_mm / MM_PER_INCH * DPI)
        self._image: QImage | None = None
        self._painter: QPainter | None = None
        self._parts: list[Path] = []

    @property
    def targets(self) -> tuple[Path, ...]:
        """The files that there will be."""
        return png_names(self._target, self._count)

    def begin_page(self) -> QPainter:
        """Return what the next page is drawn with. Raises StorageFailed, DiskFull."""
        self._write()
        image = QImage(self._width_px, self._height_px, QImage.Format.Format_RGB32)
        image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
        per_metre = round(DPI / MM_PER_INCH * _MM_PER_METRE)
        image.setDotsPerMeterX(per_metre)
        image.setDotsPerMeterY(per_metre)
        image.fill(Qt.GlobalColor.white)
        self._image = image
        self._painter = QPainter(image)
        return self._painter

    def finish(self) -> tuple[Path, ...]:
        """Write the rest, and return the files. Raises StorageFailed, DiskFull."""
        self._write()
        files = free_names(self._target, self._count)
        for part, target in zip(self._parts, files, strict=True):
            try:
                part.replace(target)
            except OSError as error:
                raise _failure(target, error, error.strerror or "") from error
        return files

    def abandon(self) -> None:
        """Leave no half file behind."""
        if self._painter is not None:
            self._painter.end()
        for part in self._parts:
            part.unlink(missing_ok=True)

    def _write(self) -> None:
        """Encode the page that is drawn, and let go of it."""
        if self._image is None or self._painter is None:
            return
        self._painter.end()
        target = self.targets[len(self._parts)]
        part = new_part(target)
        self._parts.append(part)
        content = QBuffer()
        content.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(content, b"png")
        writer.setCompression(_PNG_EFFORT)
        is_encoded = writer.write(self._image)
        self._image = self._painter = None
        if not is_encoded:
            raise _failure(target, None, writer.errorString())
        # Not by Qt: what does not go to the disk with a file's end, it keeps to itself.
        try:
            with part.open("xb") as file:
                file.write(content.data().data())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _failure(target, error, error.strerror or "") from error


def make_room(target: Path) -> None:
    """Make the folder that a file goes into. Raises StorageFailed, DiskFull."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _failure(target, error, error.strerror or "") from error
    remove_stale_parts(target.parent)


def png_names(target: Path, page_count: int) -> tuple[Path, ...]:
    """Return the name of each page: as it is for one, with a number for several."""
    if page_count == 1:
        return (target,)
    digits = max(2, len(str(page_count)))
    return tuple(
        target.with_name(f"{target.stem}-{number:0{digits}}{target.suffix}")
        for number in range(1, page_count + 1)
    )


def free_names(target: Path, page_count: int) -> tuple[Path, ...]:
    """Return names for pages that take no file's place but that of the one that was asked about.

    Numbered names are nobody's choice: where one is taken, all get another stem.
    """
    files, number = png_names(target, page_count), 2
    while page_count > 1 and any(map(os.path.lexists, files)):
        stem = with_number(target.stem, number)
        files, number = (
            png_names(target.with_name(f"{stem}{target.suffix}"), page_count),
            number + 1,
        )
    return files


def _failure(target: Path, error: Exception | None, cause: str) -> StorageFailed:
    is_full = isinstance(error, OSError) and is_disk_full(error)
    kind = DiskFull if is_full else StorageFailed
    code = "sheet_disk_full" if kind is DiskFull else "sheet_not_saved"
    return kind(code, path=str(target), cause=cause)
