"""Makes the pictures of the guide and the README: python -m tests.shots --guide [WORD].

Each is a piece of the real window, as a person sees it, in every language of the guide.
"""

import io
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QCoreApplication, QEvent, QIODevice, QPoint, QRect
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from seedream_desktop.domain.ids import ProviderId, StepId, SubjectId
from seedream_desktop.domain.judgement import Flag
from seedream_desktop.domain.step import SizeChoice, Step
from seedream_desktop.exporting.bundle_wish import BundleWish
from seedream_desktop.settings.model import CapSettings
from seedream_desktop.ui import text
from seedream_desktop.ui.catalogue import LANGUAGES, Audience
from seedream_desktop.ui.dialogs.export.dialog import ExportDialog
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme
from tests.fixtures import timelines
from tests.fixtures.browser import Browser, found_browser
from tests.fixtures.queueing import QueueRoom
from tests.fixtures.windowing import Running
from tests.shots import comparing, handing, keys, library, queue, reviews, screens, timeline
from tests.shots.take import settle

FOLDER = Path(__file__).parents[2] / "resources" / "guide"
QUALITY = 84
UPRIGHT = {"ceramic-07"}
WORDS = {
    "en": (
        "Spring catalogue",
        "First put every piece on light grey. Second keep the shadow under it.",
        "Match the colours and exposure to the first picture",
    ),
    "zh": (
        "春季产品目录",
        "首先将背景替换为浅灰色影棚背景。其次保留每件产品下方的阴影。",
        "匹配第一张图的颜色和曝光",
    ),
}
Piece = Callable[[QWidget], QRect]


@dataclass(frozen=True)
class Illustration:
    """A screen, and the piece of it that is shown."""

    make: Callable[[], QWidget]
    piece: Piece = QWidget.rect


def rect(x: int, y: int, width: int, height: int) -> Piece:
    return lambda _window: QRect(x, y, width, height)


def of(find: Callable[[QWidget], QWidget], height: int = 10_000) -> Piece:
    """Return a piece: a widget of the window, cut at a height."""

    def piece(window: QWidget) -> QRect:
        widget = find(window)
        at = QPoint() if widget.window() is not window else widget.mapTo(window, QPoint())
        if widget.window() is not window:
            at = widget.window().geometry().topLeft() - window.geometry().topLeft()
        return QRect(at.x(), at.y(), widget.width(), min(widget.height(), height))

    return piece


def at(place: str) -> Callable[[QWidget], QWidget]:
    return lambda window: window._workspaces[place]


def sample(running: Running) -> None:
    running.window.do("help.sample")
    outlook = running.desk.outlook
    running.wait(lambda: outlook.is_fresh and outlook.figures.requests > 0)


def built(room: QueueRoom) -> None:
    """Two steps over the sample photographs, the paid one open, with two anchors."""
    running = room.running
    title, paid, free = WORDS[text.language()]
    files = [path for path in sorted(screens.SAMPLES.glob("*.jpg")) if path.stem not in UPRIGHT]
    running.desk.preferences.change(caps=CapSettings(run_micros=5_000_000, month_micros=50_000_000))
    read = running.ask(running.desk.program.engine.import_pictures(files)).pictures
    service = Step(
        id=StepId("st-1"),
        prompt=paid,
        provider=ProviderId("wavespeed"),
        family="seedream-4.5",
        size=SizeChoice.parse("2K"),
    )
    local = replace(
        service,
        id=StepId("st-2"),
        prompt=free,
        provider=ProviderId("local"),
        family="classic",
        size=SizeChoice(),
    )
    document = running.desk.documents.create(title, read, (service, local))
    document.add_anchors(service.id, [image.picture for image in document.sequence.images[:2]])
    running.window.go("go.build")
    running.window._workspaces["go.build"].steps.open(service.id)
    outlook = running.desk.outlook
    running.wait(lambda: outlook.is_fresh and outlook.plan is not None)
    outlook.tariffs._notices.clear()  # prices of a service on loopback are no news
    outlook.refresh()
    running.wait(lambda: outlook.is_fresh)


def filled(running: Running) -> None:
    library.filled(running)
    running.desk.imports.clear_problems()
    running.window.body.toggle_inspector()


def judged(running: Running) -> None:
    timeline.page(running).table.go_to(2, 1)


def finished(work) -> object:
    return timelines.table(12, 3, {}, work=work)


def review() -> QWidget:
    """Show the review in a browser: its picture, in a window of its own."""
    kept: list[bytes] = []

    def prepare(running: Running) -> None:
        sequence = reviews.made(running)
        desk = running.desk
        versions = running.ask(desk.program.library.versions(sequence))
        last = [v for v in versions if v.step == desk.documents.current.sequence.steps[-1].id]
        for version, stars in zip(last, (5, 4, 3), strict=False):
            desk.judging.rate([SubjectId(version.id)], stars)
        desk.judging.flag([SubjectId(last[0].id)], Flag.PICK)
        with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
            path = Path(name) / "review.html"
            wish = BundleWish(has_marks=True)
            running.ask(desk.program.reviews.pack(sequence, wish, path, lambda *_: None), 60)
            browser = Browser(Path(name) / "profile", found_browser())
            stack.callback(browser.close)
            languages = {"en": "en-US", "zh": "zh-CN"}[text.language()]
            page = browser.page(path, width=1280, height=720, languages=languages)
            page.wait("document.images.length > 3")
            page.write("Anna Weber")
            page.press("Enter")
            page.wait("!document.querySelector('dialog[open]')")
            shot = Path(name) / "review.png"
            page.picture(shot)
            kept.append(shot.read_bytes())

    window = screens.screen(prepare)()
    window.picture = kept.pop()
    return window


def exported(running: Running, dialog: ExportDialog, folder: Path) -> None:
    handing.client(running, dialog, folder)
    running.wait(lambda: dialog.is_settled)
    line = dialog.where.line
    line.blockSignals(True)
    line.setText(str(Path("~") / "Client" / "Nov"))


PIECES: dict[str, Illustration] = {
    "library": Illustration(screens.screen(filled)),
    "build": Illustration(screens.screen(sample)),
    "steps": Illustration(queue.staged(built), of(lambda w: at("go.build")(w).steps, 760)),
    "anchors": Illustration(queue.staged(built), rect(64, 28, 1036, 360)),
    "plan": Illustration(queue.staged(built), of(lambda w: at("go.build")(w).plan)),
    "keys": Illustration(keys.works),
    "queue": Illustration(queue.staged(queue.busy), rect(0, 28, 1140, 640)),
    "doubt": Illustration(queue.staged(queue.doubt, 1180, 720), rect(64, 28, 1116, 400)),
    "timeline": Illustration(timeline.in_state(timeline._at(0, 2), finished)),
    "unsure": Illustration(timeline.in_state(timeline._at(3, 1)), rect(64, 536, 1076, 340)),
    "compare": Illustration(comparing.PAGES["compare-split"]),
    "rating": Illustration(timeline.in_state(judged), rect(1140, 28, 300, 256)),
    "export": Illustration(
        handing.page(exported),
        of(lambda w: next(d for d in w.findChildren(ExportDialog) if d.isVisible())),
    ),
    "review": Illustration(review),
}


def main(word: str = "") -> int:
    app = QApplication([])
    look.start(app)
    look.allow_motion(allowed=False)
    look.show_theme(Theme.DARK)
    QCursor.setPos(app.primaryScreen().geometry().bottomRight())
    for language in LANGUAGES:
        for name, illustration in PIECES.items():
            if word in name:
                text.speak(Audience.WINDOW, language)
                kept = FOLDER / language / f"{name}.webp"
                save(app, illustration, kept)
                print(f"{language} {kept.name:16} {kept.stat().st_size / 1000:6.1f} kB", flush=True)
    total = sum(path.stat().st_size for path in FOLDER.rglob("*.webp"))
    print(f"all together {total / 1e6:.2f} MB")
    return 0


def save(app: QApplication, illustration: Illustration, path: Path) -> None:
    """Show a screen and keep a piece of what is on it."""
    window = illustration.make()
    window.move(0, 0)
    window.show()
    window.activateWindow()
    settle(app)
    for running, _ in screens._going:
        running.window.body.toaster._drop()
        running.wait(lambda running=running: not running.desk.loader._going)
    settle(app)
    found = getattr(window, "picture", None) or grabbed(window, illustration.piece(window))
    with Image.open(io.BytesIO(found)) as image:
        image.convert("RGB").save(path, quality=QUALITY, method=6, exact=True)
    screens.end()
    if isValid(window):
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def grabbed(window: QWidget, piece: QRect) -> bytes:
    area = piece.translated(window.geometry().topLeft())
    shot = window.screen().grabWindow(0, area.x(), area.y(), area.width(), area.height())
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    shot.save(buffer, "PNG")
    return bytes(buffer.data().data())


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
