"""Values and checks that the tests of models share."""

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtTest import QAbstractItemModelTester

from seedream_desktop.domain.card import ModelKind
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import (
    Digest,
    ImageId,
    ModelId,
    ProviderId,
    RequestId,
    RunId,
    SequenceId,
    StepId,
)
from seedream_desktop.domain.picture import Header, Picture, PictureFormat
from seedream_desktop.domain.request import Request, Target
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import Step
from seedream_desktop.ports.library import Run


def strict(model: QAbstractItemModel) -> QAbstractItemModelTester:
    """Have Qt's own checks abort the program at the first thing that is wrong."""
    return QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )


def picture(number: int) -> Picture:
    return Picture(
        digest=Digest(f"{number:064x}"),
        path=f"/photos/img{number}.jpg",
        byte_count=10,
        header=Header(format=PictureFormat.JPEG, size=Size(600, 400)),
    )


def image(number: int) -> Image:
    return Image(id=ImageId(f"im-{number}"), picture=picture(number))


def step(number: int, **more) -> Step:
    given = {
        "id": StepId(f"st-{number}"),
        "prompt": f"edit {number}",
        "provider": ProviderId("local"),
        "family": "local",
    }
    return Step(**(given | more))


def sequence(images: int = 4, steps: int = 2) -> Sequence:
    return Sequence(
        id=SequenceId("sq-1"),
        title="Work",
        images=tuple(image(number) for number in range(images)),
        steps=tuple(step(number) for number in range(steps)),
    )


def request(name: str = "rq-1", **more) -> Request:
    given = {
        "id": RequestId(name),
        "run": RunId("rn-1"),
        "sequence": SequenceId("sq-1"),
        "step": StepId("st-0"),
        "step_index": 0,
        "position": 0,
        "provider": ProviderId("wavespeed"),
        "model": ModelId("m"),
        "kind": ModelKind.EDIT,
        "targets": (Target(ImageId("im-0")),),
        "inputs": (),
        "size": None,
        "cost_micros": 35_000,
    }
    return Request(**(given | more))


def run(name: str = "rn-1", at: float = 100.0) -> Run:
    return Run(
        id=RunId(name),
        sequence=SequenceId("sq-1"),
        started_at=at,
        plan_token="t",
        cost_micros=0,
    )
