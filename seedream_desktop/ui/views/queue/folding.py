"""Which rows of the queue are unfolded: live runs at first, then as the user leaves it."""

from PySide6.QtCore import QModelIndex, QObject
from PySide6.QtWidgets import QTreeView

from seedream_desktop.domain.ids import RunId
from seedream_desktop.ui.models.queue import QueueModel

_MANY = 60
"""Requests from which a run that comes stays folded: it would push all others out of sight."""


class Folding(QObject):
    """Unfolds a live run once, when it comes; what is over stays folded below the heading."""

    def __init__(self, view: QTreeView, model: QueueModel) -> None:
        """Take the view."""
        super().__init__(view)
        self._view = view
        self._model = model
        self._known: set[RunId] = set()
        model.rowsInserted.connect(self._on_rows)
        model.modelReset.connect(self._unfold_new)
        self._unfold_new()

    def _on_rows(self, parent: QModelIndex, _first: int, _last: int) -> None:
        if not parent.isValid():
            self._unfold_new()

    def _unfold_new(self) -> None:
        for branch in self._model.branches:
            run = branch.item.run.id
            if run not in self._known:
                self._known.add(run)
                if not branch.is_over and len(branch.requests) <= _MANY:
                    self._view.expand(self._model.index_of(run))
