"""Makes what systems want beside the program: icons from the one SVG, version information."""

import os
import re
import sys
from io import BytesIO
from pathlib import Path
from typing import Final

from project import ROOT, version

ICON: Final = ROOT / "resources" / "icons" / "app.svg"
_WINDOWS_PX: Final = (16, 20, 24, 32, 40, 48, 64, 256)
_APPLE: Final = {
    "icp4": 16, "icp5": 32, "icp6": 64, "ic07": 128, "ic08": 256, "ic09": 512,
    "ic10": 1024, "ic11": 32, "ic12": 64, "ic13": 256, "ic14": 512,
}  # fmt: skip
"""Kinds of entries and their edges in pixels; all hold a PNG (Apple's Icon Services)."""

_VERSION_FILE: Final = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004,
                    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('040904B0', [
      StringStruct('CompanyName', 'The developers of Seedream Desktop'),
      StringStruct('FileDescription', '{title}'),
      StringStruct('FileVersion', '{version}'),
      StringStruct('InternalName', '{name}'),
      StringStruct('LegalCopyright', 'MIT licence'),
      StringStruct('OriginalFilename', '{name}.exe'),
      StringStruct('ProductName', 'Seedream Desktop'),
      StringStruct('ProductVersion', '{version}')])]),
    VarFileInfo([VarStruct('Translation', [1033, 1200])])
  ]
)
"""
_TITLES: Final = {
    "seedream-desktop": "Seedream Desktop",
    "seedream": "Seedream Desktop, console command",
}


def write_icons(folder: Path) -> None:
    """Write app.ico and app.icns, drawn anew at every size."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {edge: drawn_icon(edge) for edge in {*_WINDOWS_PX, *_APPLE.values()}}
    (folder / "app.ico").write_bytes(windows_icon([drawn[edge] for edge in _WINDOWS_PX]))
    entries = b"".join(
        kind.encode() + (len(drawn[edge]) + 8).to_bytes(4, "big") + drawn[edge]
        for kind, edge in _APPLE.items()
    )
    whole = b"icns" + (len(entries) + 8).to_bytes(4, "big") + entries
    (folder / "app.icns").write_bytes(whole)


def windows_icon(pictures: list[bytes]) -> bytes:
    """Return an ICO of PNGs, which Windows reads at every size since Vista."""
    offset = 6 + 16 * len(pictures)
    head = b"\0\0\1\0" + len(pictures).to_bytes(2, "little")
    table = b""
    for picture in pictures:
        edge = int.from_bytes(picture[16:20], "big") % 256  # 0 stands for 256
        table += bytes((edge, edge, 0, 0, 1, 0, 32, 0))
        table += len(picture).to_bytes(4, "little") + offset.to_bytes(4, "little")
        offset += len(picture)
    return head + table + b"".join(pictures)


def drawn_icon(edge_px: int) -> bytes:
    """Return the icon as a PNG of this edge."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice, Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    assert app is not None
    image = QImage(edge_px, edge_px, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(ICON)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return BytesIO(bytes(buffer.data().data())).getvalue()


def write_version_files(folder: Path) -> None:
    """Write what Windows shows of each program under Properties."""
    parts = [int(part) for part in re.findall(r"\d+", version())[:3]]
    numbers = (*parts, *[0] * (4 - len(parts)))
    for name, title in _TITLES.items():
        words = _VERSION_FILE.format(numbers=numbers, title=title, version=version(), name=name)
        (folder / f"{name}.version.txt").write_text(words, encoding="utf-8")


if __name__ == "__main__":
    out = Path(sys.argv[1])
    write_icons(out)
    write_version_files(out)
