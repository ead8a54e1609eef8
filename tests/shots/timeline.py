"""The timeline in its states, in the real window."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.ids import SequenceId, SubjectId
from seedream_desktop.domain.judgement import Mark
from seedream_desktop.domain.sequence import Sequence
from tests.fixtures import timelines
from tests.fixtures.windowing import Running
from tests.shots.screens import SAMPLES, screen

_TINTS = ((128, 130, 140, 90), (250, 214, 170, 70), (205, 96, 48, 80))


def work(images: int, steps: int = 3) -> Sequence:
    """The fixtures' sequence over the sample photographs."""
    files = sorted(SAMPLES.glob("*.jpg"))
    plain = timelines.sequence(images, steps)
    return replace(
        plain,
        images=tuple(
            replace(image, picture=replace(image.picture, path=str(files[n % len(files)])))
            for n, image in enumerate(plain.images)
        ),
    )


def named(sequence: Sequence, folder: Path) -> Sequence:
    """Have each photograph under a name of its own, as cameras give them."""
    images = []
    for number, image in enumerate(sequence.images):
        path = folder / f"IMG_{12 + number:04d}.jpg"
        path.write_bytes(Path(image.picture.path).read_bytes())
        images.append(replace(image, picture=replace(image.picture, path=str(path))))
    return replace(sequence, images=tuple(images))


def store_results(running: Running, table: Table) -> None:
    """Put a picture where each result's file would be."""
    for frame in table.frames():
        for version in frame.versions:
            place = int(version.step.removeprefix("st-"))
            number = int(version.image.removeprefix("im-"))
            path = running.desk.program.blobs.path(version.digest)
            path.parent.mkdir(parents=True, exist_ok=True)
            source = QImage(table.sequence.images[number].picture.path)
            small = source.scaledToWidth(1024, Qt.TransformationMode.SmoothTransformation)
            painter = QPainter(small)
            for each in range(place + 1):
                painter.fillRect(small.rect(), QColor(*_TINTS[each]))
            painter.end()
            small.save(str(path), "JPG")


def show(running: Running, table: Table, marks: Mapping[SubjectId, Mark] | None = None) -> None:
    """Open a sequence whose frames stand as a table says."""
    desk = running.desk
    running.ask(desk.program.library.save_sequence(table.sequence, 1.0))
    desk.documents.open(SequenceId(table.sequence.id))
    running.wait(lambda: desk.frames.is_read)
    store_results(running, table)
    desk.frames.table, desk.frames.marks = table, dict(marks or {})
    running.window.go("go.timeline")
    desk.frames.replaced.emit()
    settle(running)


def settle(running: Running) -> None:
    """Wait until all is counted and every picture in sight is there."""
    workspace = running.window._at
    running.wait(lambda: workspace.screening.sieve.is_idle)
    running.wait(lambda: not running.desk.loader._going)


def in_state(
    then: Callable[[Running], object] | None = None, table: Callable[..., Table] | None = None
) -> Callable[[], object]:
    """Return a page with the table of all states, and something done to it."""

    def prepare(running: Running) -> None:
        folder = running.desk.program.locations.root / "photographs"
        folder.mkdir(exist_ok=True)
        own = named(work(12), folder)
        show(running, (table or timelines.mixed)(work=own), timelines.some_marks())
        if then is not None:
            then(running)
            settle(running)

    return screen(prepare)


def page(running: Running):
    return running.window._at.page


def _zoom(edge_px: int) -> Callable[[Running], None]:
    return lambda running: page(running).table.show_edge(edge_px)


def _filtered(running: Running) -> None:
    page(running).filters.chips["failed"].setChecked(True)
    page(running).filters.chips["unsure"].setChecked(True)


def _nothing(running: Running) -> None:
    page(running).filters.stars.setCurrentIndex(5)
    page(running).filters._tell()
    page(running).filters.chips["failed"].setChecked(True)


def _at(row: int, column: int) -> Callable[[Running], None]:
    return lambda running: page(running).table.go_to(row, column)


def _loupe(running: Running) -> None:
    page(running).table.go_to(0, 2)
    running.window.do("view.loupe")


def _narrow(running: Running) -> None:
    running.window.resize(1180, 720)


def _all(running: Running) -> None:
    page(running).tools.shows.choose(1)
    page(running).tools.all_asked.emit(True)


def _no_steps(running: Running) -> None:
    running.desk.documents.create("Spring catalogue", (), ())
    running.window.go("go.timeline")


PAGES = {
    "timeline-full": in_state(_at(0, 2), lambda work: timelines.table(12, 3, {}, work=work)),
    "timeline-states": in_state(_at(0, 1)),
    "timeline-unsure": in_state(_at(3, 1)),
    "timeline-failed": in_state(_at(5, 1)),
    "timeline-filtered": in_state(_filtered),
    "timeline-nothing": in_state(_nothing),
    "timeline-small": in_state(_zoom(64)),
    "timeline-large": in_state(_zoom(512)),
    "timeline-all": in_state(_all),
    "timeline-loupe": in_state(_loupe),
    "timeline-narrow": in_state(_narrow),
    "timeline-empty": screen(_no_steps),
}
