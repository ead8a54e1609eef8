"""Reviews: what is asked before one is packed, its count, and what comes back."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.ids import SequenceId, SubjectId
from seedream_desktop.domain.judgement import Aspect, Judgement
from seedream_desktop.exporting.bundle_format import Choice, ChoicesFile
from seedream_desktop.exporting.bundle_merging import Merge, Stranger
from seedream_desktop.exporting.bundle_reading import Review, ReviewKind
from seedream_desktop.exporting.bundle_wish import BundleWish
from seedream_desktop.ui.dialogs.review.merging import MergeDialog
from seedream_desktop.ui.dialogs.review.packing import PackDialog
from tests.fixtures.windowing import Running
from tests.shots import screens
from tests.ui.building import LOCAL, SECOND

TITLE = "Studio clean · Ceramics"
AT_S = 1_780_000_000


def word(number: int, aspect: Aspect, value: str) -> Judgement:
    subject = SubjectId(f"v-{number}")
    return Judgement(subject=subject, aspect=aspect, value=value, who="Anna Weber", at=AT_S)


WORDS = (
    *(word(n, Aspect.FLAG, "pick") for n in range(12)),
    *(word(n, Aspect.STARS, "4") for n in range(31)),
    *(word(n, Aspect.NOTE, "warmer") for n in range(3)),
)


def review(who: str = "Anna Weber") -> Review:
    choice = Choice(subject="v-1", aspect="flag", value="pick", at=AT_S * 1000)
    held = ChoicesFile(
        format="seedream-choices", version=1, review="rv-1", sequence="sq-1", title=TITLE,
        made_at=AT_S, who=who, saved_at=AT_S * 1000, seal="", choices=(choice,),
    )  # fmt: skip
    return Review(
        kind=ReviewKind.CHOICES,
        path=Path(f"{TITLE} - {who}.seedream-choices.json"),
        sequence=SequenceId("sq-1"),
        title=TITLE,
        choices=held,
    )


def merge() -> QWidget:
    changed = dict.fromkeys(WORDS[:38], "")
    strangers = (Stranger(name="ceramic-11.jpg", step=2), Stranger(name="ceramic-12.jpg", step=0))
    found = Merge(who="Anna Weber", words=WORDS, known=4, before=changed, strangers=strangers)
    return MergeDialog(review(), found)


def merge_nothing() -> QWidget:
    found = Merge(who="Anna Weber", words=(), known=46, before={}, strangers=())
    return MergeDialog(review(), found)


def merge_nameless() -> QWidget:
    return MergeDialog(review(who=""), None)


def made(running: Running) -> SequenceId:
    """Run two steps over four pictures on this computer."""
    desk = running.desk
    paths = sorted(screens.SAMPLES.glob("*.jpg"))[:4]
    pictures = [running.ask(desk.program.pictures.read(path)) for path in paths]
    document = desk.documents.create(TITLE, pictures, [LOCAL, SECOND])
    running.wait(lambda: document.is_saved)
    sequence, engine = document.sequence, desk.program.engine
    plan = running.ask(engine.plan(sequence))
    run = running.ask(engine.run(sequence, plan.token))
    running.ask(engine.wait(run.id), 60)
    running.window.go("go.timeline")
    running.wait(lambda: desk.frames.is_read)
    return sequence.id


def pack(running: Running) -> None:
    made(running)
    running.desk.actions.do("review.pack")
    running.wait(lambda: bool(running.window.findChildren(PackDialog)))
    dialog = running.window.findChildren(PackDialog)[0]
    running.wait(lambda: bool(dialog.counts.text()))


def packing(running: Running) -> None:
    sequence = made(running)
    packing = running.desk.reviews.packing
    path = Path(running.desk.program.locations.root) / "review.html"
    packing.begin(sequence, TITLE, BundleWish(), path)
    packing._note(132, 800)
    packing._tell_count()
    packing._look.stop()


PAGES: dict[str, Callable[[], QWidget]] = {
    "review-merge": merge,
    "review-merge-nothing": merge_nothing,
    "review-merge-nameless": merge_nameless,
}
SCREENS: dict[str, Callable[[], QWidget]] = {
    "review-pack": screens.screen(pack),
    "review-packing": screens.screen(packing),
}
