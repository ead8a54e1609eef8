"""The pictures that go along with every request of a step."""

from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.card import ModelCard
from seedream_desktop.domain.ids import Digest
from seedream_desktop.domain.picture import Picture
from seedream_desktop.domain.step import Step
from seedream_desktop.ui import text
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.images import Wish
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, Type
from seedream_desktop.ui.views.build.anchor_thumb import AnchorThumb, wish_for
from seedream_desktop.ui.views.build.facts import said
from seedream_desktop.ui.widgets.button import Button
from seedream_desktop.ui.widgets.density import DensityWatch
from seedream_desktop.ui.widgets.flow import FlowLayout
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.stepper import Stepper

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk

_VIEW = "anchors"


class AnchorEditor(QWidget):
    """The first pictures of the sequence, by their number, and pictures of their own."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        """Take the desk for what loads and reads pictures."""
        super().__init__(parent)
        about(self, "anchors")
        self._desk = desk
        self._document: SequenceDocument | None = None
        self._step: Step | None = None
        self._is_showing = False
        self._thumbs: list[AnchorThumb] = []
        self.leading = Stepper(said("leading"), (0, 0), said("fewer"), said("more_of_it"))
        self.leading.changed.connect(self._on_leading)
        self.add = Button(said("add_anchor"), icon="add")
        self.add.clicked.connect(self._on_add)
        self._row = QWidget()
        self._flow = FlowLayout(self._row, gap=SPACE_2)
        self._lay_out()
        desk.loader.arrived.connect(self._on_arrived)
        DensityWatch(self, self._load)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        head = Label(said("anchors_hint"), Type.CAPTION, ink="muted", wraps=True)
        column.addWidget(head)
        first = QHBoxLayout()
        first.setSpacing(SPACE_3)
        first.addWidget(Label(said("leading"), wraps=True), 1)
        first.addWidget(self.leading, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(first)
        column.addWidget(self._row)
        last = QHBoxLayout()
        last.addWidget(self.add)
        last.addStretch(1)
        column.addLayout(last)

    def show_step(
        self, document: SequenceDocument, step: Step, model: ModelCard | None, image_count: int
    ) -> None:
        """Show a step's anchors; thumbs that stay are kept."""
        self._document, self._step = document, step
        most = model.references_max if model is not None else image_count
        self._is_showing = True
        self.leading.show_limits(0, max(min(image_count, most), step.leading_anchors))
        self.leading.show_value(step.leading_anchors)
        self._is_showing = False
        wanted = [picture.digest for picture in step.anchors]
        if [thumb.picture.digest for thumb in self._thumbs] != wanted:
            self._show_thumbs(step.anchors)

    def clear(self) -> None:
        """Follow no step any more."""
        self._document = self._step = None
        self._show_thumbs(())

    def stops(self) -> tuple[QWidget, ...]:
        """Return what Tab goes through."""
        return (*self.leading.stops(), *self._thumbs, self.add)

    def choose_files(self) -> None:
        """Ask for pictures and put them in as anchors."""
        if self._document is not None and self._step is not None:
            self._desk.flows.start(self._add_files(self._document, self._step), of=self)

    async def _add_files(self, document: SequenceDocument, step: Step) -> None:
        dialog = QFileDialog(self, said("anchor_dialog"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        if not await self._desk.flows.shown(dialog):
            return
        paths = [Path(name) for name in dialog.selectedFiles()]
        intake = await self._desk.flows.ask(self._desk.program.engine.import_pictures(paths))
        document.add_anchors(step.id, intake.pictures)
        for skipped in intake.skipped[:1]:
            why = text.text(skipped.reason.value, {"detail": skipped.detail}, section="skipped")
            name = PurePath(skipped.path).name
            self._desk.messages.say(said("anchors_skipped", name=name, why=why))

    def _show_thumbs(self, pictures: tuple[Picture, ...]) -> None:
        kept = {thumb.picture.digest: thumb for thumb in self._thumbs}
        while self._flow.takeAt(0) is not None:
            pass
        self._thumbs = [
            kept.pop(one.digest) if one.digest in kept else self._made(one) for one in pictures
        ]
        gone_had_focus = any(thumb.hasFocus() for thumb in kept.values())
        for thumb in kept.values():
            thumb.hide()
            thumb.deleteLater()
        for thumb in self._thumbs:
            self._flow.addWidget(thumb)
            thumb.show()
        self._row.setVisible(bool(self._thumbs))
        if gone_had_focus:
            (self._thumbs[0] if self._thumbs else self.add).setFocus()
        self._load()

    def _made(self, picture: Picture) -> AnchorThumb:
        thumb = AnchorThumb(picture, self._desk.loader)
        thumb.clicked.connect(partial(self._on_remove, picture.digest))
        return thumb

    def _load(self) -> None:
        wishes: list[Wish] = [wish_for(thumb.picture, thumb) for thumb in self._thumbs]
        if wishes:
            self._desk.loader.want(_VIEW, wishes)
        else:
            self._desk.loader.leave(_VIEW)

    def _on_arrived(self, _wishes: object) -> None:
        for thumb in self._thumbs:
            thumb.update()

    def _on_leading(self, count: int) -> None:
        if not self._is_showing and self._document is not None and self._step is not None:
            self._document.set_leading_anchors(self._step.id, count)

    def _on_remove(self, digest: Digest, _is_checked: bool = False) -> None:
        if self._document is not None and self._step is not None:
            self._document.remove_anchor(self._step.id, digest)

    def _on_add(self) -> None:
        self.choose_files()
