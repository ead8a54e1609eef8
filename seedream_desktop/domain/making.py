"""What a request makes and from what, as far as its frames have to know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from seedream_desktop.domain.ids import (
    Digest,
    FrameKey,
    ImageId,
    ModelId,
    ProviderId,
    RequestId,
    RunId,
    SequenceId,
    StepId,
    VersionId,
)
from seedream_desktop.domain.request import (
    InputRole,
    Request,
    RequestState,
    Target,
    Trouble,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a step is carried out with: a model and its options, by name."""

    model: ModelId
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, model: ModelId, options: Mapping[str, str]) -> "Terms":
        """Return terms that equal others of the same content."""
        return cls(model=model, options=tuple(sorted(options.items())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What one output was made from: the image's own picture, and the version that it was.

    digest is None where it is made from text; version is None where it was the original, or a
    result of the same run.
    """

    key: FrameKey
    image: ImageId
    digest: Digest | None
    version: VersionId | None = None


class BoundLike(Protocol):
    """What is asked of a BoundInput."""

    @property
    def role(self) -> InputRole:
        """Why it is sent along."""

    @property
    def image(self) -> ImageId | None:
        """Whose picture it is."""

    @property
    def digest(self) -> Digest:
        """Its content."""


class InputLike(Protocol):
    """What is asked of an InputRef."""

    @property
    def role(self) -> InputRole:
        """Why it is sent along."""

    @property
    def image(self) -> ImageId | None:
        """Whose picture it is."""

    @property
    def version(self) -> VersionId | None:
        """The result that it is pinned to."""


class RecipeLike(Protocol):
    """What is asked of a Recipe; a library reads no more of it for this."""

    @property
    def inputs(self) -> Sequence[BoundLike]:
        """What is sent."""

    @property
    def targets(self) -> Sequence[Target]:
        """What the outputs are meant to be."""

    @property
    def keys(self) -> Sequence[FrameKey]:
        """Their purchase keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """A request without what only its own journey needs: a tenth of it.

    sources are known once it has been made ready to be sent. ended_at is in seconds since 1970,
    0 while it goes on.
    """

    request: RequestId
    run: RunId
    sequence: SequenceId
    step: StepId
    provider: ProviderId
    state: RequestState
    targets: tuple[Target, ...]
    terms: Terms
    sources: tuple[Source, ...] = ()
    trouble: Trouble | None = None
    ended_at: float = 0.0

    @classmethod
    def of(cls, request: Request) -> "Making":
        """Return what a request's frames have to know of it."""
        return cls(
            request=request.id,
            run=request.run,
            sequence=request.sequence,
            step=request.step,
            provider=request.provider,
            state=request.state,
            targets=request.targets,
            terms=Terms.of(request.model, request.options),
            sources=sources(request.recipe, request.inputs),
            trouble=request.trouble,
            ended_at=request.ended_at,
        )

    def source(self, key: FrameKey) -> Source | None:
        """Return what the output of a key was made from."""
        return next((source for source in self.sources if source.key == key), None)


def sources(recipe: RecipeLike | None, inputs: Iterable[InputLike]) -> tuple[Source, ...]:
    """Return what each output of a recipe is made from; inputs are as the request has them."""
    if recipe is None:
        return ()
    own = {bound.image: bound.digest for bound in recipe.inputs if bound.role is InputRole.TARGET}
    pinned = {one.image: one.version for one in inputs if one.role is InputRole.TARGET}
    return tuple(
        Source(
            key=key,
            image=target.image,
            digest=own.get(target.image),
            version=pinned.get(target.image),
        )
        for target, key in zip(recipe.targets, recipe.keys, strict=True)
    )
