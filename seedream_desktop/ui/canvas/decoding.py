"""Decodes pictures for the canvas on a worker's thread: upright, in the screen's colours."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import (
    QColorSpace,
    QImage,
    QImageIOHandler,
    QImageReader,
    QImageWriter,
    QPainter,
)

from seedream_desktop.domain.geometry import Size
from seedream_desktop.imaging import jpeg_pixels, png_pixels
from seedream_desktop.imaging.png_pixels import PngLayout, layout_of
from seedream_desktop.ui.canvas.pyramid import levels_of
from seedream_desktop.ui.colour import srgb

_log = logging.getLogger(__name__)

PIXELS_MAX: Final = 64_000_000
"""Above this a picture is decoded at a reduced size: 8,000 pixels square are 340 MB in memory."""

_PARTS_MAX: Final = 4
_LIMIT_MIB: Final = 1_024
_BAND_ROWS: Final = 256
_RGB: Final = QImage.Format.Format_RGB32
_ALPHA: Final = QImage.Format.Format_ARGB32_Premultiplied
_STRAIGHT: Final = QImage.Format.Format_ARGB32
_JPEG, _PNG = "jpeg", "png"
_UPRIGHT: Final = QImageIOHandler.Transformation.TransformationNone
_OPAQUE: Final = b"\xff"
_SOURCE: Final = QPainter.CompositionMode.CompositionMode_Source


def read_file(path: Path, space: QColorSpace) -> tuple[QImage | None, str]:
    """Decode a file and tell its format; None where Qt cannot, or would get its colours wrong."""
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    form = bytes(reader.format().data()).decode()  # it is not told any more once it is read
    if form == _JPEG:
        return read_bytes(path.read_bytes(), space), form
    if form == _PNG:
        with path.open("rb") as file:
            layout = layout_of(file)
            if layout is not None and layout.has_exif and png_pixels.is_turned(path):
                return None, form  # Qt would leave it lying
            image = _png(file, layout)
        if image is not None:
            return in_space(image, space), form
    return _read(reader, space), form


def read_bytes(data: bytes, space: QColorSpace, *, least_px: int = 0) -> QImage | None:
    """Decode an encoded picture; None where Qt cannot.

    With least_px it is decoded at a half or a quarter where that still has so many pixels
    across: of a JPEG that takes half of the time.
    """
    device = _device(data)
    image = _quickly(data, QImageReader(device), least_px)
    if image is not None:
        return in_space(image, space)
    device = _device(data)
    return _read(QImageReader(device), space, least_px)


def _device(data: bytes) -> QBuffer:
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer


def _read(reader: QImageReader, space: QColorSpace, least_px: int = 0) -> QImage | None:
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    pixels = size.width() * size.height()
    if pixels > PIXELS_MAX:
        factor = (PIXELS_MAX / pixels) ** 0.5
        reader.setScaledSize(QSize(int(size.width() * factor), int(size.height() * factor)))
    elif (wanted := _reduced(size, least_px)) != size:
        reader.setScaledSize(wanted)
    image = reader.read()
    if image.isNull() or image.format() == QImage.Format.Format_CMYK8888:
        return None
    return in_space(image, space)


def _reduced(size: QSize, least_px: int) -> QSize:
    """Return a picture's size, or the half or quarter of it that has enough pixels across."""
    longest, parts = max(size.width(), size.height()), 1
    while least_px and parts < _PARTS_MAX and longest >= 2 * parts * least_px:
        parts *= 2
    return QSize(-(-size.width() // parts), -(-size.height() // parts))


def _quickly(data: bytes, reader: QImageReader, least_px: int) -> QImage | None:
    """Decode a JPEG or PNG in half of Qt's time, to the same pixels; None where Qt has to."""
    reader.setDecideFormatFromContent(True)
    # First of all, since this keeps the interpreter: Qt looks for its plug-in under a lock of its
    # own, and asks our device meanwhile. read() would wait for the interpreter there, which
    # another thread may hold that waits for the lock (qimagereader.cpp, createReadHandlerHelper).
    size = reader.size()
    form, wanted = bytes(reader.format().data()).decode(), _reduced(size, least_px)
    if form == _PNG and wanted == size:
        file = io.BytesIO(data)
        return _png(file, layout_of(file))
    is_plain = form == _JPEG and reader.transformation() == _UPRIGHT
    if not is_plain or size.width() * size.height() > PIXELS_MAX:
        return None
    first = _first_pixel(reader)
    image = QImage(wanted, _RGB)
    if first.format() != _RGB or image.isNull():
        return None
    room = Size(width_px=image.width(), height_px=image.height())
    if not jpeg_pixels.fill_bgra(data, room, memoryview(image.bits())):
        return None
    image.setColorSpace(first.colorSpace())
    return image


def _png(file: IO[bytes], layout: PngLayout | None) -> QImage | None:
    """Decode a plain PNG in two thirds of Qt's time, to the same pixels; None where Qt has to."""
    if layout is None or not layout.is_plain or layout.size.pixels > PIXELS_MAX:
        return None
    device = _device(layout.pixel)
    reader = QImageReader(device)
    form = _STRAIGHT if layout.has_alpha else _RGB
    if reader.size().isEmpty() or (first := _first_pixel(reader)).format() != form:
        return None
    image = QImage(QSize(layout.size.width_px, layout.size.height_px), form)
    if image.isNull() or not png_pixels.fill_bgra(file, layout, memoryview(image.bits())):
        return None
    image.setColorSpace(first.colorSpace())
    return image


def _first_pixel(reader: QImageReader) -> QImage:
    """Have Qt read one pixel: what it says of that, it says of all, the colour space too."""
    reader.setClipRect(QRect(0, 0, 1, 1))
    return reader.read()


def in_space(image: QImage, space: QColorSpace) -> QImage:
    """Return a picture in a colour space, as the painter takes it fastest.

    In bands: Qt keeps the interpreter for itself while it converts, a tenth of a second for
    16 million pixels, and the window must come to its turn.
    """
    own = image.colorSpace() if image.colorSpace().isValid() else srgb()
    has_alpha = image.hasAlphaChannel() and not _is_opaque(image)
    form = _ALPHA if has_alpha else _RGB
    if own == space and image.format() == form:
        return image
    made = QImage(image.size(), form)
    painter = QPainter(made)
    painter.setCompositionMode(_SOURCE)
    for top, band in _bands(image):
        band.setColorSpace(own)
        part = band if own == space else band.convertedToColorSpace(space)
        painter.drawImage(0, top, part.convertToFormat(form))
    painter.end()
    made.setColorSpace(space)
    return made


def _is_opaque(image: QImage) -> bool:
    return all(_is_filled(band) for _, band in _bands(image))


def _is_filled(band: QImage) -> bool:
    alpha = band.convertToFormat(QImage.Format.Format_Alpha8)
    rows, width = bytes(alpha.constBits()), alpha.bytesPerLine()
    return all(
        rows.count(_OPAQUE, top * width, top * width + alpha.width()) == alpha.width()
        for top in range(alpha.height())
    )


def _bands(image: QImage) -> Iterator[tuple[int, QImage]]:
    for top in range(0, image.height(), _BAND_ROWS):
        rows = min(_BAND_ROWS, image.height() - top)
        yield top, image.copy(0, top, image.width(), rows)


def load_decoders() -> None:
    """Import what decodes faster than Qt; until then Qt does it. For a worker's thread."""
    jpeg_pixels.load()
    png_pixels.load()


def warm_up() -> None:
    """Do a worker's work once on the GUI thread, with each kind of picture; see ui.images."""
    if QImageReader.allocationLimit() < _LIMIT_MIB:
        QImageReader.setAllocationLimit(_LIMIT_MIB)
    for form, pixels in ((b"JPEG", _RGB), (b"PNG", QImage.Format.Format_ARGB32)):
        image = QImage(300, 300, pixels)
        image.fill(Qt.GlobalColor.transparent)
        image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(form)).write(image)
        made = read_bytes(bytes(buffer.data().data()), srgb())
        if made is None:
            _log.warning("Qt lacks its plug-in for %s", form.decode())
        else:
            levels_of(made)
