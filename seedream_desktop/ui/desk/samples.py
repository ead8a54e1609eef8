"""The sample: ten pictures that come with the program, with two steps that cost nothing."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.ids import ProviderId, SequenceId, StepId, fresh_id
from seedream_desktop.domain.picture import Picture
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import Step
from seedream_desktop.ui import editing, text

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk

_LOCAL: Final = ProviderId("local")
_STEPS: Final = ("sample_match", "sample_glow")


class Samples(QObject):
    """Opens the sample sequence; the one that is in the library already where there is one."""

    def __init__(self, desk: "Desk", parent: QObject | None = None) -> None:
        """Take the desk."""
        super().__init__(parent)
        self._desk = desk
        self._is_on_its_way = False

    def show(self) -> None:
        """Read the pictures, open the sequence and go where it is built."""
        if not self._is_on_its_way:
            self._is_on_its_way = True
            self._desk.flows.start(self._shown(), of=self)

    async def _shown(self) -> None:
        try:
            program, flows = self._desk.program, self._desk.flows
            folder = bundled("samples", "ceramics")
            intake = await flows.ask(program.engine.import_pictures([folder]))
            sequence = self._sequence(intake.pictures)
            known = await flows.ask(program.library.sequence_like(sequence.fingerprint()))
            if known is not None:
                self._desk.documents.open(known)
            else:
                self._create(intake.pictures)
            self._desk.actions.action("go.build").trigger()
        finally:
            self._is_on_its_way = False

    def _sequence(self, pictures: tuple[Picture, ...]) -> Sequence:
        begun = Sequence(id=SequenceId(fresh_id("sq")), title="", images=(), steps=())
        begun = editing.add_images(begun, pictures)
        return replace(begun, steps=tuple(self._steps()))

    def _create(self, pictures: tuple[Picture, ...]) -> None:
        title = text.text("sample_title", section="shell")
        self._desk.documents.create(title, pictures, self._steps())
        self._desk.messages.say(text.text("sample_open", section="shell"))

    def _steps(self) -> list[Step]:
        family = self._desk.program.cards[_LOCAL].default_family
        return [
            Step(
                id=StepId(fresh_id("st")),
                prompt=text.text(prompt, section="shell"),
                provider=_LOCAL,
                family=family,
                leading_anchors=1,
            )
            for prompt in _STEPS
        ]
