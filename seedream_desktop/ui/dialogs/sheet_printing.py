"""Puts the sheet of shortcuts on pages, without a printer."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.exporting.parts import new_part
from seedream_desktop.storage.durable import replace, sync_file

_MARGIN_MM = 15.0


def as_pdf(page: str) -> bytes:
    """Return an HTML page as a PDF on A4, in memory."""
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    document.setHtml(page)
    document.print_(writer)
    del writer  # the last bytes come with its end
    buffer.close()
    return bytes(kept.data())


async def saved(target: Path, data: bytes) -> None:
    """Write a file whole or not at all, beside other work. Raises StorageFailed."""
    try:
        await asyncio.to_thread(_write, target, data)
    except OSError as exc:
        raise StorageFailed(
            "file_not_saved", path=str(target), reason=exc.strerror or type(exc).__name__
        ) from exc


def _write(target: Path, data: bytes) -> None:
    part = new_part(target)
    try:
        part.write_bytes(data)
        sync_file(part)
        replace(part, target)
    except OSError:
        part.unlink(missing_ok=True)
        raise
