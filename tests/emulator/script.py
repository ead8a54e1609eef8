"""Which misbehaviour is played when: cues that tests give, drawn by the service's handlers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Cues = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Scenario:
    """A misbehaviour: the stage at which its cues are drawn, and its options with defaults."""

    stage: str
    defaults: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Cue:
    """One order to play a scenario.

    at is the ordinal (from 0) of the stage's event that it is for; else it is for the next
    `times` events (None: for ever) after `skip` others. model restricts it to one model.
    """

    name: str
    options: dict[str, Any]
    times: int | None = 1
    skip: int = 0
    at: int | None = None
    model: str | None = None

    def is_for(self, ordinal: int, model: str) -> bool:
        """Say whether the event is the cue's concern at all."""
        return self.model in (None, model) and self.at in (None, ordinal)


class Script:
    """The cues of one emulator. Cues of different names combine; of one name they queue up."""

    def __init__(self, scenarios: Mapping[str, Scenario]) -> None:
        self._scenarios = scenarios
        self._cues: list[Cue] = []
        self._events: Counter[str] = Counter()

    def play(self, name: str, options: Mapping[str, Any], **when: Any) -> None:
        """Add a cue; ValueError for a scenario or an option that does not exist."""
        scenario = self._scenarios.get(name)
        if scenario is None:
            raise ValueError(f"no scenario {name!r}; there are {', '.join(self._scenarios)}")
        unknown = set(options) - set(scenario.defaults)
        if unknown:
            raise ValueError(f"{name} has no option {', '.join(sorted(unknown))}")
        self._cues.append(Cue(name, {**scenario.defaults, **options}, **when))

    def draw(self, stage: str, model: str = "") -> tuple[int, Cues]:
        """Return the ordinal of this event and the options of each scenario to play in it."""
        ordinal = self._events[stage]
        self._events[stage] += 1
        played: Cues = {}
        waiting: set[str] = set()
        for cue in self._of(stage, ordinal, model):
            if cue.name in played or cue.name in waiting:
                continue
            if cue.at is None and cue.skip > 0:
                cue.skip -= 1
                waiting.add(cue.name)
                continue
            played[cue.name] = dict(cue.options)
            self._use(cue)
        return ordinal, played

    def clear(self, name: str | None = None) -> None:
        """Forget the cues of one scenario, or all."""
        self._cues = [cue for cue in self._cues if name not in (None, cue.name)]

    def listed(self) -> list[dict]:
        """Return the cues that are still to be played."""
        return [asdict(cue) for cue in self._cues]

    def _of(self, stage: str, ordinal: int, model: str) -> list[Cue]:
        fitting = [
            cue
            for cue in self._cues
            if self._scenarios[cue.name].stage == stage and cue.is_for(ordinal, model)
        ]
        return sorted(fitting, key=lambda cue: cue.at is None)

    def _use(self, cue: Cue) -> None:
        if cue.at is not None:
            self._cues.remove(cue)
        elif cue.times is not None:
            cue.times -= 1
            if cue.times <= 0:
                self._cues.remove(cue)
