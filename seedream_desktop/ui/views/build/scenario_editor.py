"""What happens in a rehearsal: a scenario by its name, and whom it happens to."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from seedream_desktop.domain.rehearsal import Scenario
from seedream_desktop.domain.step import Step
from seedream_desktop.ui import text
from seedream_desktop.ui.edits import SequenceDocument
from seedream_desktop.ui.theme.scale import SPACE_2
from seedream_desktop.ui.views.build.facts import said, scenario_words
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field
from seedream_desktop.ui.widgets.stepper import Stepper

_SEED_MAX = 99
_WITHOUT_TURNS = frozenset({Scenario.OK, Scenario.SLOW})


class ScenarioEditor(QWidget):
    """Shown for rehearsals alone; a scenario that has no turns needs no number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: SequenceDocument | None = None
        self._step: Step | None = None
        self._is_showing = False
        entries = [(scenario_words(one.value), one.value) for one in Scenario]
        self.scenario = Select(said("scenario"), entries)
        self.seed = Stepper(said("seed"), (0, _SEED_MAX), said("fewer"), said("more_of_it"))
        self._field = Field(said("scenario"), self.scenario)
        self._seed_field = Field(said("seed"), self.seed, said("seed_hint"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self._field)
        column.addWidget(self._seed_field)
        self.scenario.picked.connect(self._on_scenario)
        self.seed.changed.connect(self._on_seed)
        self.hide()

    def show_step(self, document: SequenceDocument, step: Step, *, is_offered: bool) -> None:
        """Show what happens to a step's requests."""
        self._document, self._step = document, step
        self.setVisible(is_offered)
        if not is_offered:
            return
        known = step.scenario in set(Scenario)
        scenario = Scenario(step.scenario) if known else Scenario.OK
        self._is_showing = True
        self.scenario.setCurrentIndex(self.scenario.findData(scenario.value))
        self.seed.show_value(step.seed)
        self._is_showing = False
        self._field.show_hint(text.text(scenario.value, section="scenarios"))
        self._seed_field.setVisible(scenario not in _WITHOUT_TURNS)

    def clear(self) -> None:
        """Follow no step any more."""
        self._document = self._step = None

    def stops(self) -> tuple[QWidget, ...]:
        """Return what Tab goes through."""
        return (self.scenario, *self.seed.stops())

    def _on_scenario(self, scenario: str) -> None:
        if self._document is not None and self._step is not None:
            self._document.edit_step(self._step.id, scenario=str(scenario))

    def _on_seed(self, seed: int) -> None:
        if not self._is_showing and self._document is not None and self._step is not None:
            self._document.edit_step(self._step.id, seed=seed)
