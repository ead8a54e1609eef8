"""How Compare was left, kept among the settings."""

from dataclasses import dataclass

from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.canvas.stage import Stage
from seedream_desktop.ui.theme.tokens import Ground

NAME = "compare"
_PARTS = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """The way, the ground, and the ways' own values."""

    mode: Mode = Mode.SPLIT
    ground: Ground = Ground.THEME
    hz: float = 1.0
    gain: int = 4
    opacity: float = 0.5

    @classmethod
    def of(cls, stage: Stage, ground: Ground) -> "Kept":
        """Return how a stage stands; no survey, whose pictures are not kept, and no loupe."""
        passing = stage.mode in {Mode.ONE, Mode.SURVEY}
        mode = Mode.SPLIT if passing else stage.mode
        return cls(mode, ground, stage.hz, stage.gain, round(stage.opacity, 2))

    @classmethod
    def parse(cls, written: str) -> "Kept":
        """Read what str() wrote; the usual for anything else."""
        parts = written.split()
        if len(parts) != _PARTS:
            return cls()
        mode, ground, hz, gain, opacity = parts
        try:
            return cls(Mode(mode), Ground(ground), float(hz), int(gain), float(opacity))
        except ValueError:
            return cls()

    def __str__(self) -> str:
        """Return one line for the settings."""
        return f"{self.mode.value} {self.ground.value} {self.hz:g} {self.gain} {self.opacity:g}"

    def show_on(self, stage: Stage) -> None:
        """Have a stage stand as it was left."""
        stage.show_mode(self.mode)
        stage.show_hz(self.hz)
        stage.show_gain(self.gain)
        stage.show_opacity(self.opacity)
