"""What is bought, and just being bought, of each purchase and of its repeats; pure."""

from seedream_desktop.domain.ids import FrameKey, ImageId, RequestId, StepId
from seedream_desktop.domain.keys import original, repeat_of, repeated
from seedream_desktop.domain.plan import Bought, Known


class Holdings:
    """Answers for the key of a first purchase; its repeats count as the same thing bought."""

    def __init__(self, known: Known) -> None:
        """Take what the library knows."""
        self._known = known
        self._last: dict[FrameKey, int] = {}
        for key in known.bought:
            if repeat := repeat_of(key):
                first = original(key)
                self._last[first] = max(repeat, self._last.get(first, 0))
        self._flying: dict[FrameKey, RequestId] = {}
        for key, holder in known.in_flight.items():
            self._flying.setdefault(original(key), holder)

    def shown(self, image: ImageId, step: StepId) -> Bought | None:
        """Return what a frame shows, whatever it was bought as."""
        return self._known.chosen.get((image, step))

    def chosen(self, image: ImageId, step: StepId, key: FrameKey) -> Bought | None:
        """Return the frame's chosen result, if it is one of this purchase or of a repeat."""
        chosen = self.shown(image, step)
        return chosen if chosen is not None and original(chosen.key) == key else None

    def is_held(self, image: ImageId, step: StepId, key: FrameKey) -> bool:
        """Say whether a frame has a result of its own of this purchase, and shows one by hand."""
        return (image, step, key) in self._known.held

    def found(self, image: ImageId, step: StepId, key: FrameKey) -> Bought | None:
        """Return what a frame has of a purchase: what is chosen, else its own last repeat.

        A frame that has none yet takes the first that was bought of it anywhere.
        """
        chosen = self.chosen(image, step, key)
        own = self._known.repeats.get((image, step, key))
        return chosen or own or self._known.bought.get(key) or self._elsewhere(key)

    def holder(self, key: FrameKey) -> RequestId | None:
        """Return the request that may be buying it, or a repeat of it, right now."""
        return self._flying.get(key)

    def going(self, image: ImageId, step: StepId) -> RequestId | None:
        """Return the request that waits to be sent for a frame."""
        return self._known.going.get((image, step))

    def coming(self, image: ImageId, step: StepId) -> RequestId | None:
        """Return the request from which a frame is to have another result."""
        return self._known.coming.get((image, step))

    def next_repeat(self, key: FrameKey) -> int:
        """Return the number of the next repeat; 0 where it was never bought."""
        last = self._last.get(key)
        if last is not None:
            return last + 1
        return 1 if key in self._known.bought else 0

    def _elsewhere(self, key: FrameKey) -> Bought | None:
        last = self._last.get(key)
        return None if last is None else self._known.bought.get(repeated(key, last))
