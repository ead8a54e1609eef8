"""What became of each file of an export, in words; it can be kept as a file."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from seedream_desktop.domain.receipt import Receipt
from seedream_desktop.exporting.ledger_csv import harmless
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.flows import Flows
from seedream_desktop.ui.dialogs.export.wording import words
from seedream_desktop.ui.dialogs.frame import DialogFrame
from seedream_desktop.ui.dialogs.sheet_printing import saved
from seedream_desktop.ui.models.queue_lines import capital
from seedream_desktop.ui.receipts import between, changes
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.field import PromptEdit
from seedream_desktop.ui.widgets.table import Table

_WIDTH, _ROWS_PX = 760, 300
_COLUMNS = ("receipt_file", "receipt_said")
_NAME_PX = 260

Index = QModelIndex | QPersistentModelIndex


class ReceiptRows(QAbstractTableModel):
    """A row for each receipt: the file's name, and what became of it."""

    def __init__(self, receipts: Sequence[Receipt], parent: QObject | None = None) -> None:
        """Take the receipts, in the order of the export."""
        super().__init__(parent)
        self.receipts = tuple(receipts)

    def said(self, row: int) -> str:
        """Return what is said of a file, whole."""
        return told(self.receipts[row])

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.receipts)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        receipt = self.receipts[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            return receipt.path
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            name = Path(receipt.path).name if receipt.path else "–"
            return name if index.column() == 0 else told(receipt)
        return None

    def headerData(
        self, section: int, lies: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if lies is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return words(_COLUMNS[section])
        return None


class ReceiptsDialog(DialogFrame):
    """Reading only, and saving."""

    def __init__(
        self, receipts: Sequence[Receipt], folder: Path, flows: Flows, parent: QWidget | None
    ) -> None:
        """Take what came of the export that went to a folder."""
        super().__init__(words("receipts_title", count=len(receipts)), parent, _WIDTH)
        self._folder = folder
        self._flows = flows
        self.rows = ReceiptRows(receipts, self)
        self.table = Table(words("receipts_title", count=len(receipts)))
        self.table.setModel(self.rows)
        self.table.setMinimumHeight(_ROWS_PX)
        self.table.size_columns([_NAME_PX])
        self.table.stretch(1)
        self.whole = PromptEdit()
        self.whole.show_only()
        self.whole.setAccessibleName(words("receipt_said"))
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.whole)
        self.save = Button(words("receipts_save"))
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self._on_save)
        close = Button(words("close"), Kind.PRIMARY)
        close.clicked.connect(self.accept)
        self.add_to_foot(self.save)
        self.add_buttons(close, safe=close)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        if receipts:
            self.table.selectRow(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_row(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.whole.setPlainText(self.rows.said(index.row()) if index.isValid() else "")

    def _on_save(self) -> None:
        dialog = QFileDialog(self, words("receipts_save"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        kinds = (("receipts_csv", "csv"), ("receipts_json", "json"))
        dialog.setNameFilters([f"{words(code)} (*.{ending})" for code, ending in kinds])
        dialog.setDefaultSuffix("csv")
        dialog.setDirectory(str(self._folder))
        dialog.selectFile("receipts.csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._keep)
        dialog.open()

    def _keep(self, chosen: str) -> None:
        target = Path(chosen)
        is_json = target.suffix.lower() == ".json"
        data = as_json(self.rows.receipts) if is_json else as_csv(self.rows.receipts)
        self._flows.start(self._flows.ask(saved(target, data)))


def told(receipt: Receipt) -> str:
    """Return what became of a file, without its name."""
    fate = text.text(receipt.fate.value, section="receipts")
    if receipt.trouble is not None:
        return capital(f"{fate}. {text.of_trouble(receipt.trouble)}")
    return capital(between((fate, changes(receipt.changes))))


def as_json(receipts: Sequence[Receipt]) -> bytes:
    """Return receipts for programs."""
    facts = [receipt.facts() for receipt in receipts]
    return json.dumps(facts, ensure_ascii=False, indent=1).encode()


def as_csv(receipts: Sequence[Receipt]) -> bytes:
    """Return receipts for spreadsheets: path, fate, and what is said of it."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(("path", "preset", "fate", "said"))
    for receipt in receipts:
        cells = (receipt.path, receipt.preset, receipt.fate.value, told(receipt))
        table.writerow(map(harmless, cells))
    return ("\ufeff" + out.getvalue()).encode()
