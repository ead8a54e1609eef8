"""Every request of a plan, with the text as sent and the pictures in their order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from seedream_desktop.domain.ids import Digest, ImageId
from seedream_desktop.domain.plan import Plan, PlannedRequest
from seedream_desktop.domain.request import InputRef, InputRole
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.ui import text
from seedream_desktop.ui.models.frame_words import image_name
from seedream_desktop.ui.models.listing import ACCESSIBLE, DISPLAY, FIRST_ROLE, TOOL_TIP, Index

_PLAIN: Final = (
    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
)


class PlannedRole(IntEnum):
    """What is known of a request to be."""

    STEP_INDEX = FIRST_ROLE
    POSITION = FIRST_ROLE + 1
    NUMBER = FIRST_ROLE + 2
    PROVIDER = FIRST_ROLE + 3
    MODEL = FIRST_ROLE + 4
    OUTPUTS = FIRST_ROLE + 5
    SIZE = FIRST_ROLE + 6
    COST_MICROS = FIRST_ROLE + 7
    PROMPT = FIRST_ROLE + 8
    """The text exactly as it is sent."""
    REFERENCES = FIRST_ROLE + 9
    """A tuple of ReferenceRow in the order in which they are sent."""
    COVERS = FIRST_ROLE + 10
    """The name of the first image that it edits or makes."""
    IMAGES = FIRST_ROLE + 11
    """How many images it edits or makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRow:
    """One picture that a request sends; digest is None while it is still to be made."""

    name: str
    role: InputRole
    image: ImageId | None
    after_step: int | None
    digest: Digest | None
    path: str


class RequestsModel(QAbstractListModel):
    """Requests in the order in which they are sent, known by their number.

    Rows are read when they are looked at, so that a plan of 30,000 is shown at once; a newer
    plan changes them in place, and whoever looks keeps the place.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._requests: tuple[PlannedRequest, ...] = ()
        self._sources = _Sources()

    def set_plan(
        self,
        plan: Plan | None,
        sequence: Sequence | None,
        path_of: Callable[[Digest], str] = str,
    ) -> None:
        """Show a plan of a sequence; path_of says where a result of the library lies."""
        new = plan.requests if plan is not None else ()
        self._sources = _Sources(plan, sequence, path_of)
        before, after = len(self._requests), len(new)
        if after > before:
            self.beginInsertRows(QModelIndex(), before, after - 1)
            self._requests = new
            self.endInsertRows()
        elif after < before:
            self.beginRemoveRows(QModelIndex(), after, before - 1)
            self._requests = new
            self.endRemoveRows()
        self._requests = new
        kept = min(before, after)
        if kept:
            self.dataChanged.emit(self.index(0), self.index(kept - 1))

    def request(self, index: Index) -> PlannedRequest | None:
        """Return the request behind an index."""
        row = index.row() if index.isValid() else -1
        return self._requests[row] if 0 <= row < len(self._requests) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt)
        """Return how many requests there are."""
        return 0 if parent.isValid() else len(self._requests)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say that rows are looked at and chosen."""
        return _PLAIN if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Return what a role shows of a request."""
        request = self.request(index)
        reader = _READERS.get(role)
        if request is None or reader is None:
            return None
        return reader(request, index.row() + 1, self._sources)


class _Sources:
    """What a plan's images are called and where their pictures lie, made when first asked."""

    def __init__(
        self,
        plan: Plan | None = None,
        sequence: Sequence | None = None,
        path_of: Callable[[Digest], str] = str,
    ) -> None:
        self._plan = plan
        self._sequence = sequence
        self._path_of = path_of
        self._images: dict[ImageId, tuple[int, Image]] | None = None
        self._made: dict[tuple[ImageId, int], Digest] | None = None

    def name(self, image_id: ImageId | None) -> str:
        """Return an image's file name, or its panel's number."""
        number, image = self._image(image_id)
        return image_name(image, number) if image is not None else ""

    def reference(self, wanted: InputRef) -> ReferenceRow:
        """Return one picture that is sent, with its file where that is there."""
        picture = wanted.picture
        if picture is None and wanted.after_step is None:
            image = self._image(wanted.image)[1]
            picture = image.picture if image is not None else None
        made = self._result(wanted) if picture is None else None
        return ReferenceRow(
            name=picture.name if picture else self.name(wanted.image),
            role=wanted.role,
            image=wanted.image,
            after_step=wanted.after_step,
            digest=picture.digest if picture else made,
            path=picture.path if picture else (self._path_of(made) if made else ""),
        )

    def _image(self, image_id: ImageId | None) -> tuple[int, Image | None]:
        if self._images is None:
            images = self._sequence.images if self._sequence is not None else ()
            self._images = {image.id: (number, image) for number, image in enumerate(images, 1)}
        return self._images.get(image_id or ImageId(""), (0, None))

    def _result(self, wanted: InputRef) -> Digest | None:
        if self._made is None:
            done = self._plan.done if self._plan is not None else ()
            self._made = {(d.image, d.step_index): d.bought.digest for d in done}
        if wanted.image is None or wanted.after_step is None:
            return None
        return self._made.get((wanted.image, wanted.after_step))


def _spoken(request: PlannedRequest, number: int, _sources: _Sources) -> str:
    return text.text(
        "planned_spoken",
        {
            "number": number,
            "step": request.step_index + 1,
            "outputs": len(request.targets),
            "references": len(request.inputs),
            "cost": request.price,
        },
        section="models",
    )


def _references(
    request: PlannedRequest, _number: int, sources: _Sources
) -> tuple[ReferenceRow, ...]:
    return tuple(sources.reference(wanted) for wanted in request.inputs)


_Reader = Callable[[PlannedRequest, int, _Sources], Any]

_READERS: Final[Mapping[int, _Reader]] = {
    DISPLAY: _spoken,
    ACCESSIBLE: _spoken,
    TOOL_TIP: lambda request, _number, _sources: request.prompt,
    PlannedRole.STEP_INDEX: lambda request, _number, _sources: request.step_index,
    PlannedRole.POSITION: lambda request, _number, _sources: request.position,
    PlannedRole.NUMBER: lambda _request, number, _sources: number,
    PlannedRole.PROVIDER: lambda request, _number, _sources: request.provider,
    PlannedRole.MODEL: lambda request, _number, _sources: request.model,
    PlannedRole.OUTPUTS: lambda request, _number, _sources: len(request.targets),
    PlannedRole.SIZE: lambda request, _number, _sources: request.size,
    PlannedRole.COST_MICROS: lambda request, _number, _sources: request.price,
    PlannedRole.PROMPT: lambda request, _number, _sources: request.prompt,
    PlannedRole.REFERENCES: _references,
    PlannedRole.COVERS: lambda request, _number, sources: sources.name(request.targets[0].image),
    PlannedRole.IMAGES: lambda request, _number, _sources: len(
        {target.image for target in request.targets}
    ),
}
