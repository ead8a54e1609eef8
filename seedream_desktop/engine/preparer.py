"""Makes a queued request ready to send: inputs found, text bound, references uploaded."""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import (
    Digest,
    FrameKey,
    ImageId,
    ProviderId,
    RequestId,
    VersionId,
)
from seedream_desktop.domain.plan import Bought
from seedream_desktop.domain.request import (
    BoundInput,
    InputRef,
    InputRole,
    Recipe,
    Request,
    Target,
    Trouble,
    Version,
)
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.engine.binder import bind
from seedream_desktop.engine.depot import Depot
from seedream_desktop.engine.luggage import Luggage
from seedream_desktop.engine.premises import leading_of
from seedream_desktop.ports.library import Blobs, Library
from seedream_desktop.ports.provider import Provider, Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A request with its recipe, and its references; request.recipe None: nothing is left.

    done are targets whose result the library has already; dropped are inputs that turned out
    to be unusable, with the reason. Neither kind is in the recipe.
    """

    request: Request
    references: tuple[Reference, ...] = ()
    done: tuple[tuple[Target, Bought], ...] = ()
    dropped: Mapping[int, Trouble]


class Preparer:
    """Free work only: whatever fails here has cost nothing and may be done again."""

    def __init__(
        self,
        library: Library,
        blobs: Blobs,
        cards: Mapping[ProviderId, Card],
        luggage: Luggage,
        depot: Depot,
    ) -> None:
        """Take what inputs are found with, and who packs them or brings them to a service."""
        self._library = library
        self._blobs = blobs
        self._cards = cards
        self._luggage = luggage
        self._depot = depot

    async def prepare(self, request: Request, sequence: Sequence, provider: Provider) -> Prepared:
        """Bind, and upload or pack. Raises BadInput for an anchor, Unreachable for the network.

        What was packed is the caller's to drop, in any case.
        """
        card = self._cards[request.provider].in_region(request.region)
        leading = leading_of(sequence, sequence.steps_on[request.step_index])
        inputs = [await self._find(request, sequence, wanted, leading) for wanted in request.inputs]
        card = replace(card, inputs=card.inputs_of(request.model))
        located = await self._located(request, inputs, card, provider)
        dropped: dict[int, Trouble] = {}
        references: dict[Digest, Reference] = {}
        for index, (bound, found) in enumerate(zip(inputs, located, strict=True)):
            if isinstance(found, BadInput) and request.inputs[index].role is InputRole.TARGET:
                inputs[index] = None
                dropped[index] = Trouble.of(found)
            elif isinstance(found, BaseException):
                raise found
            elif bound is not None and found is not None:
                references[bound.digest] = found
        recipe, done = await self._bind(request, sequence, tuple(inputs), leading)
        if recipe is None:
            ready = replace(request, recipe=None)
            return Prepared(request=ready, done=done, dropped=dropped)
        in_order = tuple(
            replace(references[bound.digest], is_target=bound.role is InputRole.TARGET)
            for bound in recipe.inputs
        )
        addressed = tuple(
            replace(bound, url=reference.url)
            for bound, reference in zip(recipe.inputs, in_order, strict=True)
        )
        ready = replace(request, recipe=replace(recipe, inputs=addressed), trouble=None)
        return Prepared(request=ready, references=in_order, done=done, dropped=dropped)

    async def _bind(
        self,
        request: Request,
        sequence: Sequence,
        inputs: tuple[BoundInput | None, ...],
        leading: tuple[ImageId, ...],
    ) -> tuple[Recipe | None, tuple[tuple[Target, Bought], ...]]:
        """Bind, leaving out what the library turns out to have already."""
        step = sequence.steps_on[request.step_index]
        card = self._cards[request.provider].in_region(request.region)
        model = card.model_by_id(request.model)
        recipe = bind(request, step, inputs, model, leading=leading)
        if recipe is None:
            return None, ()
        bought = await self._library.bought(recipe.keys)
        done = tuple(
            (target, bought[key])
            for target, key in zip(recipe.targets, recipe.keys, strict=True)
            if key in bought
        )
        if done:
            recipe = bind(request, step, inputs, model, leading=leading, without=frozenset(bought))
        return recipe, done

    async def _find(
        self,
        request: Request,
        sequence: Sequence,
        wanted: InputRef,
        leading: tuple[ImageId, ...],
    ) -> BoundInput | None:
        """Return an input as it is by now; None for one whose frame failed.

        An anchor is then taken as the last good step left it, and so is a target that leads:
        its own frame is held, but the others still need it.
        """
        if wanted.picture is not None:
            return _bound(wanted, wanted.picture.digest, wanted.picture.path, wanted.picture.size)
        version = await self._result(request, sequence, wanted)
        if version is not None:
            return self._from_version(wanted, version)
        if wanted.role is InputRole.TARGET and wanted.image in leading and wanted.after_step:
            wanted = replace(wanted, role=InputRole.ANCHOR, after_step=wanted.after_step - 1)
            return await self._find(request, sequence, wanted, leading)
        is_anchor = wanted.role is InputRole.ANCHOR
        if wanted.after_step is not None and not is_anchor and wanted.image not in leading:
            return None
        picture = next(i.picture for i in sequence.images if i.id == wanted.image)
        if picture is None or wanted.role is InputRole.CARRIED:
            return None
        if wanted.after_step is not None:
            wanted = replace(wanted, role=InputRole.ANCHOR)
        return _bound(wanted, picture.digest, picture.path, picture.size)

    def _from_version(self, wanted: InputRef, version: Version) -> BoundInput:
        path = str(self._blobs.path(version.digest))
        bound = _bound(wanted, version.digest, path, version.size)
        return replace(bound, is_unsure=not version.is_paired)

    async def _result(
        self, request: Request, sequence: Sequence, wanted: InputRef
    ) -> Version | None:
        if wanted.version is not None:
            return await self._pinned(wanted, wanted.version)
        if wanted.image is None or wanted.after_step is None:
            return None
        earliest = 0 if wanted.role is InputRole.ANCHOR else wanted.after_step
        for index in range(wanted.after_step, earliest - 1, -1):
            step = sequence.steps_on[index]
            version = await self._library.result_of_run(request.run, wanted.image, step.id)
            if version is not None:
                return version
        return None

    async def _pinned(self, wanted: InputRef, name: VersionId) -> Version | None:
        """Return a result of before the run, or what took its place as the image's.

        The user may have put results that came mixed up in order since. Then it is one of the
        same purchase or nothing: what else the frame holds was not in the plan that was agreed to.
        """
        version = await self._library.version(name)
        if wanted.image is None or wanted.image == version.image:
            return version
        keys = await self._keys_with(version)
        place = (wanted.image, version.step)
        held = await self._library.frames.held(version.sequence, [place])
        fitting = [one for one in held if one.key in keys]
        return max(fitting, key=lambda one: one.is_chosen, default=None)

    async def _keys_with(self, version: Version) -> frozenset[FrameKey]:
        """Return the keys of all that was bought together with a version."""
        while version.bought_as is not None:
            version = await self._library.version(version.bought_as)
        recipe = (await self._library.request(version.request)).recipe
        return frozenset(recipe.keys if recipe is not None else ())

    async def _located(
        self,
        request: Request,
        inputs: list[BoundInput | None],
        card: Card,
        provider: Provider,
    ) -> Iterable[Reference | BaseException | None]:
        if card.references_inside:
            return await self._luggage.pack(request.id, inputs, card.inputs)
        return await asyncio.gather(
            *(self._locate(request.id, bound, card, provider) for bound in inputs),
            return_exceptions=True,
        )

    async def _locate(
        self, request: RequestId, bound: BoundInput | None, card: Card, provider: Provider
    ) -> Reference | None:
        if bound is None:
            return None
        path = Path(bound.path)
        url = ""
        if card.is_local:
            await asyncio.to_thread(_check_unchanged, path, bound.digest)
        else:
            url = await self._depot.address(request, bound, card, provider)
        return Reference(digest=bound.digest, path=path, size=bound.size, url=url)


def _bound(wanted: InputRef, digest: Digest, path: str, size: Size) -> BoundInput:
    return BoundInput(role=wanted.role, digest=digest, path=path, size=size, image=wanted.image)


def _check_unchanged(path: Path, digest: Digest) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadInput("picture_unreadable", path=str(path)) from error
    if found != digest:
        raise BadInput("picture_changed", path=str(path))
