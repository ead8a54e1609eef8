"""What a program without features would do, for bench_compare: decode two files, draw, move.

QImage decodes the files on two threads; the pictures, and where they are drawn small their
halves, are drawn by a widget of 1600 × 900 with nothing around it.
"""

import json
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from seedream_desktop.app.application import application
from tests.bench.busy_window import HEIGHT_PX, WIDTH_PX
from tests.bench.moves import FRAMES, path_of

TRIALS = 5


class Bare(QWidget):
    """Two pictures beside each other, at a scale and a place."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[list[QImage]] = []
        self.scale, self.at = 0.2, (0.5, 0.5)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(WIDTH_PX, HEIGHT_PX)
        self.show()

    def paintEvent(self, _event) -> None:  # noqa: N802 (Qt)
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        is_smooth = self.scale < 3 and self.scale != 1
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        half = self.width() / 2
        for side, levels in enumerate(self.levels):
            whole = levels[0].width()
            level = next(
                (x for x in reversed(levels) if x.width() >= whole * self.scale), levels[0]
            )
            across = whole * self.scale / level.width()
            seen = QRectF(0, 0, half / across, self.height() / across)
            seen.moveCenter(QRectF(level.rect()).center())
            seen.translate((self.at[0] - 0.5) * level.width(), (self.at[1] - 0.5) * level.height())
            painter.drawImage(QRectF(side * half, 0, half, self.height()), level, seen)
        painter.end()


def halves(image: QImage) -> list[QImage]:
    levels = [image]
    while levels[-1].width() > 256:
        size = levels[-1].size() / 2
        levels.append(levels[-1].scaled(size, mode=Qt.TransformationMode.SmoothTransformation))
    return levels


def main(paths: list[str]) -> None:
    qt = application()
    widget, decoded, computed = Bare(), [], []
    with ThreadPoolExecutor(2) as threads:
        for _ in range(TRIALS):
            begun, before = time.perf_counter(), time.process_time()
            images = list(threads.map(QImage, paths))
            widget.levels = [[image] for image in images]
            widget.repaint()
            decoded.append(time.perf_counter() - begun)
            computed.append(time.process_time() - before)
    widget.levels = [halves(image.convertToFormat(QImage.Format.Format_RGB32)) for image in images]
    frames, own = [], []
    for scale, x, y in path_of(FRAMES):
        widget.scale, widget.at = scale, (x, y)
        begun, before = time.perf_counter(), time.thread_time()
        widget.repaint()
        QCoreApplication.processEvents()
        frames.append(time.perf_counter() - begun)
        own.append(time.thread_time() - before)
    figures = {
        "decode_ms": statistics.median(decoded) * 1000,
        "decode_cpu_ms": statistics.median(computed) * 1000,
        "frame_cpu_ms": statistics.quantiles(own, n=20)[-1] * 1000,
        "frame_ms": statistics.quantiles(frames, n=20)[-1] * 1000,
    }
    print(json.dumps(figures), flush=True)
    qt.quit()


if __name__ == "__main__":
    main([str(Path(name)) for name in sys.argv[1:]])
