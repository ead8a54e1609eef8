"""The figures of a plan: what is sent and comes back, the worst case, what a cap leaves."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.money import PlayMicros
from seedream_desktop.ui import text
from seedream_desktop.ui.models.plan import Figures
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, Type
from seedream_desktop.ui.widgets.label import Label


class PlanFigures(QWidget):
    """Four figures in a row, and beneath them what costs nothing because it is there already."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(2)
        self._values: dict[str, Label] = {}
        self._captions: dict[str, Label] = {}
        for place, code in enumerate(("requests", "outputs", "cost", "left")):
            value = Label("", Type.TITLE, tabular=True)
            caption = Label("", Type.CAPTION, ink="muted", wraps=True)
            caption.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, 0, place)
            grid.addWidget(caption, 1, place)
            grid.setColumnStretch(place, 1)
            self._values[code], self._captions[code] = value, caption
        column.addLayout(grid)
        self._free = Label("", Type.CAPTION, ink="muted", wraps=True)
        column.addWidget(self._free)
        self.show_figures(Figures())

    def show_figures(self, figures: Figures) -> None:
        """Show other figures."""
        is_play = isinstance(figures.cost_micros, PlayMicros)
        is_capped = figures.left_micros is not None and not is_play
        left = _usd(figures.left_micros or 0) if is_capped else _say("none")
        no_cap = _say("play_money" if is_play else "no_cap")
        for code, count in (("requests", figures.requests), ("outputs", figures.outputs)):
            self._values[code].setText(f"{count:,}")
            self._captions[code].setText(_say(f"figure_{code}", count=count))
        self._values["cost"].setText(_usd(figures.cost_micros))
        self._captions["cost"].setText(_say("figure_cost"))
        self._values["left"].setText(left)
        self._captions["left"].setText(_say("figure_left") if is_capped else no_cap)
        self._free.setText(free_words(figures))
        has_both = figures.requests > 0 and bool(figures.done or figures.held)
        self._free.setVisible(has_both)  # with nothing to buy, that is what the foot says
        spoken = {
            "requests": text.counted("request", figures.requests),
            "outputs": text.counted("result", figures.outputs),
            "cost": _usd(figures.cost_micros),
            "left": left if is_capped else no_cap,
        }
        self.setAccessibleName(text.text("figures_spoken", spoken, section="plan"))


def free_words(figures: Figures) -> str:
    """Return what is said of results that are not bought: in the library, or on the way."""
    done, held = (text.counted("result", n) for n in (figures.done, figures.held))
    if figures.done and figures.held:
        params = {"done": done, "held": f"{figures.held:,}"}
        return text.text("already_both", params, section="plan")
    code = "already_held" if figures.held else "already_done"
    return text.text(code, {"outputs": held if figures.held else done}, section="plan")


def _say(code: str, **params: int) -> str:
    return text.text(code, params, section="plan")


def _usd(micros: int) -> str:
    return text.usd(micros)
