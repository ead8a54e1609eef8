"""What came of a sequence's frames: results and requests, found by frame."""

from collections.abc import Iterable, Mapping

from seedream_desktop.domain.ids import Digest, ImageId, RequestId, StepId, VersionId
from seedream_desktop.domain.making import Making, Source
from seedream_desktop.domain.request import OPEN, Version

Place = tuple[ImageId, StepId]

_NONE: tuple[Version, ...] = ()


class FrameRecord:
    """Grows with what happens; whatever it costs to add something does not depend on the rest."""

    def __init__(
        self,
        versions: Iterable[Version] = (),
        makings: Iterable[Making] = (),
        makers: Mapping[VersionId, Making] | None = None,
    ) -> None:
        """Take versions, oldest first, requests, and who bought what was taken over."""
        self._held: dict[Place, tuple[Version, ...]] = {}
        self._steps: dict[ImageId, dict[StepId, None]] = {}
        self._chosen: dict[Place, Version] = {}
        self._by_id: dict[VersionId, Version] = {}
        self._makings: dict[RequestId, Making] = {}
        self._asked: dict[Place, tuple[RequestId, ...]] = {}
        self._makers = dict(makers or {})
        self._by_content: dict[Digest, tuple[VersionId, ...]] = {}
        for version in versions:
            self._add(version)
        for making in makings:
            self.put_making(making)

    def put_versions(self, place: Place, versions: Iterable[Version]) -> None:
        """Take what a frame holds now, oldest first."""
        for version in self._held.pop(place, _NONE):
            # One that has moved on to another frame may be there already, or gone from there too.
            known = self._by_id.get(version.id)
            if known is not None and _place(known) == place:
                del self._by_id[version.id]
                self._forget_content(version)
        self._chosen.pop(place, None)
        for version in versions:
            self._add(version)

    def put_making(self, making: Making) -> tuple[Place, ...]:
        """Take a request as it is now; return its frames."""
        places = tuple(dict.fromkeys((target.image, making.step) for target in making.targets))
        if making.request not in self._makings:
            for place in places:
                self._asked[place] = (*self._asked.get(place, ()), making.request)
        self._makings[making.request] = making
        return places

    def versions(self, place: Place) -> tuple[Version, ...]:
        """Return a frame's versions, oldest first."""
        return self._held.get(place, _NONE)

    def chosen(self, place: Place) -> Version | None:
        """Return a frame's chosen version."""
        return self._chosen.get(place)

    def version(self, name: VersionId) -> Version | None:
        """Return a version, if it is here."""
        return self._by_id.get(name)

    def making(self, place: Place) -> Making | None:
        """Return the request that a frame's state goes by: one that is open, else the last."""
        asked = [self._makings[name] for name in self._asked.get(place, ())]
        going = [making for making in asked if making.state in OPEN]
        if going:
            return going[-1]
        return max(asked, key=lambda making: making.ended_at, default=None)

    def maker(self, version: Version) -> Making | None:
        """Return the request that bought a version, in whatever sequence."""
        if version.bought_as is not None:
            return self._makers.get(version.id)
        return self._makings.get(version.request)

    def source(self, version: Version) -> Source | None:
        """Return what a version was made from, where that is on record."""
        maker = self.maker(version)
        return maker.source(version.key) if maker is not None else None

    def parent(self, version: Version) -> Version | None:
        """Return the version of another step that a version was made from.

        None for one that was made from the original, or from nothing.
        """
        source = self.source(version)
        if source is None or source.digest is None:
            return None
        pinned = self._by_id.get(source.version) if source.version is not None else None
        if pinned is not None and pinned.digest == source.digest:
            return pinned
        return self._own(version, source.digest) or self._anyone(version, source.digest)

    def _own(self, version: Version, digest: Digest) -> Version | None:
        """Return a result of the same image in another step by its content; the usual case."""
        steps = (step for step in self._steps.get(version.image, ()) if step != version.step)
        held = (one for step in steps for one in self._held.get((version.image, step), _NONE))
        return next((one for one in held if one.digest == digest), None)

    def _anyone(self, version: Version, digest: Digest) -> Version | None:
        """Return a result of any other image in another step by its content."""
        alike = (self._by_id[name] for name in self._by_content.get(digest, ()))
        return next((one for one in alike if one.step != version.step), None)

    def _add(self, version: Version) -> None:
        place = _place(version)
        self._steps.setdefault(version.image, {})[version.step] = None
        self._held[place] = (*self._held.get(place, _NONE), version)
        self._by_id[version.id] = version
        alike = self._by_content.get(version.digest, ())
        if version.id not in alike:
            self._by_content[version.digest] = (*alike, version.id)
        if version.is_chosen:
            self._chosen[place] = version

    def _forget_content(self, version: Version) -> None:
        alike = self._by_content.pop(version.digest, ())
        left = tuple(name for name in alike if name != version.id)
        if left:
            self._by_content[version.digest] = left


def _place(version: Version) -> Place:
    return version.image, version.step
