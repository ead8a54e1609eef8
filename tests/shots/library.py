"""The library: welcome, a few sequences with pictures and anchors, problems, an import, zones."""

import shutil
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

from seedream_desktop.domain.ids import ProviderId, StepId
from seedream_desktop.domain.step import Step
from seedream_desktop.ui.desk.imports import Target
from tests.fixtures.windowing import Running
from tests.shots.screens import SAMPLES, screen


def _workspace(running: Running):
    from seedream_desktop.ui.views.library.workspace import LibraryWorkspace

    return running.window.findChild(LibraryWorkspace)


def _bring(running: Running, *paths: Path, target: Target = Target.NEW_SEQUENCE) -> None:
    ended = []
    running.desk.imports.ended.connect(ended.append)
    running.desk.imports.add_paths(paths, target)
    running.wait(lambda: bool(ended))


def filled(running: Running) -> None:
    """Three sequences; the open one has an anchor, a step and a file that was left out."""
    for title in ("Portraits in the studio, second day", "Spring catalogue"):
        running.desk.documents.create(title)
    folder = running.desk.program.locations.root / "Ceramics"
    shutil.copytree(SAMPLES, folder)
    (folder / "notes.txt").write_text("glaze: celadon", encoding="utf-8")
    (folder / "broken.jpg").write_bytes((folder / "ceramic-01.jpg").read_bytes()[:900])
    _bring(running, folder)
    document = running.desk.documents.current
    assert document is not None, "the import opened it"
    document.add_step(
        Step(
            id=StepId("st-1"),
            prompt="Put every piece on warm grey",
            provider=ProviderId("local"),
            family="local",
        )
    )
    images = document.sequence.images
    document.add_anchors_to_all(i.picture for i in images[:2] if i.picture is not None)
    grid = _workspace(running).pictures.grid
    grid.select((images[3].id,))
    grid.setFocus()
    running.wait(lambda: running.desk.documents.current.is_saved)
    _workspace(running).sequences.refresh()
    running.wait(lambda: len(grid.images.rows) == len(images))
    model = _workspace(running).sequences.model
    running.wait(lambda: model.rowCount() == 3 and model.rows[0].images == 10)


def problems(running: Running) -> None:
    """The list of what was left out, unfolded."""
    filled(running)
    _workspace(running).pictures.problems.unfold()


def watching(running: Running) -> None:
    """A folder is watched for the open sequence."""
    filled(running)
    running.desk.imports.clear_problems()
    folder = running.desk.program.locations.root / "Tethered, day 2"
    folder.mkdir()
    running.desk.watching.begin(folder)
    running.wait(lambda: running.desk.watching.watched is not None)


def queue_zone(running: Running) -> None:
    """The file of a queue hangs over the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/photos/spring.seedream-queue")])
    running.window._dropping.overlay.come(mime)


def zones(running: Running) -> None:
    """A drag hangs over the window."""
    filled(running)
    overlay = running.window._dropping.overlay
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/photos/IMG_0012.jpg")])
    overlay.come(mime)
    overlay.zone(Target.HERE).light(is_lit=True)


def empty_sequence(running: Running) -> None:
    """A sequence that was just begun."""
    running.desk.documents.create("Autumn lookbook")
    model = _workspace(running).sequences.model
    _workspace(running).sequences.refresh()
    running.wait(lambda: model.rowCount() == 1)


def importing(running: Running) -> None:
    """An import under way."""
    filled(running)
    reading(running)


def reading(running: Running) -> None:
    """Show an import that neither goes on nor ends."""
    from seedream_desktop.ui.desk.intakes import Progress

    running.desk.imports.clear_problems()
    running.desk.imports._show(
        Progress(title="Shoes", seen=214, total=2000, taken=206, skipped=8, per_second=180.4)
    )


def asking(running: Running) -> None:
    """The question above five hundred."""
    from seedream_desktop.ui.desk.intakes import counted, words
    from seedream_desktop.ui.dialogs.question import Question

    filled(running)
    files, folders = counted("file", 2013), counted("folder", 4)
    Question(
        words("many", files=files, folders=folders),
        words("many_more", limit=500),
        answer=words("many_accept", files=files),
        safe=words("many_safe"),
        parent=running.window,
    ).open()


def narrow(running: Running) -> None:
    """The least size that is supported."""
    filled(running)
    running.window.resize(1180, 720)


PAGES = {
    "library-full": screen(filled),
    "library-narrow": screen(narrow),
    "library-problems": screen(problems),
    "library-watching": screen(watching),
    "library-queue-zone": screen(queue_zone),
    "library-zones": screen(zones),
    "library-begun": screen(empty_sequence),
    "library-importing": screen(importing),
    "library-asking": screen(asking),
}
