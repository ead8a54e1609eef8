"""The export dialog over the real program: what is set, what is shown, what is written."""

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from seedream_desktop.domain.export_wish import Conflict, FileFormat, Fit, Picking
from seedream_desktop.domain.ids import ImageId, StepId, SubjectId
from seedream_desktop.domain.receipt import Fate, Receipt
from seedream_desktop.ui.dialogs.contact_sheet.dialog import ContactSheetDialog
from seedream_desktop.ui.dialogs.export.conflict import ConflictDialog
from seedream_desktop.ui.dialogs.export.dialog import ExportDialog
from seedream_desktop.ui.dialogs.export.receipts import ReceiptsDialog, as_csv
from seedream_desktop.ui.models.export_draft import Policy
from tests.fixtures.results import finished, mark_unsure
from tests.fixtures.windowing import Running
from tests.ui.reach import nameless, speechless, unreachable


@pytest.fixture
def shop(running, tmp_path):
    """A finished sequence of three pictures and two steps."""
    finished(running, tmp_path, names=("a.png", "b.png", "春 c.png"))
    return running


def shown(kind):
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    return found[-1] if found else None


def opened(running: Running) -> ExportDialog:
    running.desk.actions.action("file.export").trigger()
    running.wait(lambda: shown(ExportDialog) is not None)
    dialog = shown(ExportDialog)
    settle(running, dialog)
    return dialog


def settle(running: Running, dialog: ExportDialog) -> None:
    running.wait(lambda: dialog.is_settled)


def begin(running: Running, dialog: ExportDialog) -> None:
    settle(running, dialog)
    dialog.begin.click()
    exports = running.desk.exports
    running.wait(lambda: exports.progress is not None and exports.progress.is_over)


def pick(select, row: int) -> None:
    """Choose an entry as a user does."""
    select.setCurrentIndex(row)
    select.activated.emit(row)


def as_client(dialog: ExportDialog, folder) -> None:
    dialog.where.take(folder)
    dialog.presets.boxes["archive"].click()
    dialog.presets.boxes["client"].click()


def names(folder) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_an_export_says_how_many_go_where_and_writes_them_with_receipts(shop, tmp_path):
    folder = tmp_path / "Client" / "Nov"
    dialog = opened(shop)
    assert not dialog.begin.isEnabled()
    assert dialog.problem.words == "Choose a folder."
    as_client(dialog, folder)
    settle(shop, dialog)
    assert dialog.begin.text() == "Export 3 → Client/Nov"
    assert dialog.title.text() == "Export 3 files"
    shown_names = [line.words for line in dialog.names.lines]
    begin(shop, dialog)
    assert names(folder) == sorted(shown_names)
    with Image.open(folder / shown_names[0]) as image:
        assert image.format == "JPEG"
    progress = shop.desk.exports.progress
    assert progress.said == "3 files in Client/Nov."
    assert [receipt.fate for receipt in progress.receipts] == [Fate.WRITTEN] * 3
    assert all(receipt.changes for receipt in progress.receipts)


def test_all_that_stands_at_the_left_begins_at_one_edge(shop):
    dialog = opened(shop)
    parts = (dialog.what.picking, dialog.what.originals, dialog.where)
    assert [part.mapTo(dialog, QPoint(0, 0)).x() for part in parts] == 3 * [24]


def test_a_second_export_repeats_the_first_without_a_question(shop, tmp_path):
    folder = tmp_path / "out"
    again = shop.desk.actions.action("file.export_again")
    assert not again.isEnabled()
    dialog = opened(shop)
    as_client(dialog, folder)
    begin(shop, dialog)
    before = names(folder)
    shop.wait(again.isEnabled)
    shop.desk.exports.dismiss()
    begun = []
    shop.desk.exports.progressed.connect(lambda progress: progress.done or begun.append(progress))
    for _ in range(2):  # a key may be quicker than the first of its presses is begun
        again.trigger()
    shop.wait(lambda: shop.desk.exports.progress and shop.desk.exports.progress.is_over)
    assert len(begun) == 1
    assert shown(ExportDialog) is None
    assert shop.desk.exports.progress.failed == 0
    assert names(folder) == before
    assert shop.desk.exports.progress.said.startswith("3 files in")


def test_several_presets_go_into_a_folder_each(shop, tmp_path):
    folder = tmp_path / "out"
    dialog = opened(shop)
    as_client(dialog, folder)
    dialog.presets.boxes["web"].click()
    settle(shop, dialog)
    assert dialog.begin.text().startswith("Export 6 →")
    begin(shop, dialog)
    assert {name.split("/")[0] for name in names(folder)} == {"Client JPEG", "Web 2048"}


def test_every_collision_is_shown_before_anything_is_written(shop, tmp_path):
    folder = tmp_path / "out"
    dialog = opened(shop)
    as_client(dialog, folder)
    dialog.editor.name.line.setText("")
    dialog.editor.name._insert("{sequence}")
    settle(shop, dialog)
    assert dialog.names.said.text() == "2 names would be there twice: they get numbers."
    dialog.names.unfold.click()
    assert dialog.names.model.rowCount() == 2
    assert (unreachable(dialog), speechless(dialog)) == ([], [])
    assert not folder.exists()
    dialog.reject()


def test_what_lies_in_the_folder_is_counted_and_asked_about(shop, tmp_path):
    folder = tmp_path / "out"
    dialog = opened(shop)
    as_client(dialog, folder)
    begin(shop, dialog)
    first, second, third = (folder / name for name in names(folder))
    for path in (first, second, third):
        path.write_bytes(path.name.encode())
    dialog = opened(shop)
    assert dialog.draft.ticked == ("client",)
    assert dialog.draft.folder == folder
    pick(dialog.where.policy, list(Policy).index(Policy.ASK))
    settle(shop, dialog)
    assert dialog.names.said.text() == "3 are in the folder already: you will be asked."
    shop.desk.exports.dismiss()
    dialog.begin.click()
    shop.wait(lambda: shown(ConflictDialog) is not None)
    question = shown(ConflictDialog)
    assert first.name in question.title.text()
    question.buttons[Conflict.SKIP].click()
    shop.wait(lambda: shown(ConflictDialog) not in (None, question))
    question = shown(ConflictDialog)
    question.all.click()
    question.buttons[Conflict.OVERWRITE].click()
    shop.wait(lambda: shop.desk.exports.progress and shop.desk.exports.progress.is_over)
    assert first.read_bytes() == first.name.encode()
    assert second.read_bytes() != second.name.encode()
    assert third.read_bytes() != third.name.encode()
    assert len(names(folder)) == 3


def test_nothing_is_written_where_a_question_is_left(shop, tmp_path):
    folder = tmp_path / "out"
    dialog = opened(shop)
    as_client(dialog, folder)
    begin(shop, dialog)
    before = {name: (folder / name).stat().st_mtime_ns for name in names(folder)}
    shop.desk.exports.dismiss()
    dialog = opened(shop)
    dialog.draft.handle(Policy.ASK)
    settle(shop, dialog)
    dialog.begin.click()
    shop.wait(lambda: shown(ConflictDialog) is not None)
    shown(ConflictDialog).reject()
    shop.wait(lambda: shop.desk.actions.action("file.export").isEnabled())
    assert shop.desk.exports.progress is None
    assert {name: (folder / name).stat().st_mtime_ns for name in names(folder)} == before


def test_unsure_results_are_counted_and_lead_to_where_they_are_looked_at(shop, tmp_path):
    mark_unsure(shop, 2)
    asked = []
    shop.desk.exports.unsure_asked.connect(lambda: asked.append(True))
    dialog = opened(shop)
    as_client(dialog, tmp_path / "out")
    settle(shop, dialog)
    assert dialog.what.remark.words == "2 results of unsure pairing"
    pick(dialog.what.unsure, 1)
    settle(shop, dialog)
    assert dialog.begin.text().startswith("Export 1 →")
    dialog.what.look.click()
    assert asked == [True]
    shop.wait(lambda: shown(ExportDialog) is None)


@pytest.mark.parametrize(
    ("template", "said"),
    [("", "empty"), ("{nmae}", "{nmae}"), ("{name", "brace")],
)
def test_a_template_that_cannot_be_used_is_said_at_the_field(shop, tmp_path, template, said):
    dialog = opened(shop)
    as_client(dialog, tmp_path / "out")
    dialog.draft.edit(template=template)
    settle(shop, dialog)
    assert said in dialog.editor.name.field._below.text()
    assert not dialog.begin.isEnabled()
    dialog.reject()


def test_a_folder_that_cannot_be_used_is_said_at_the_field(shop, tmp_path):
    dialog = opened(shop)
    file = tmp_path / "file"
    file.write_text("x")
    wrong = {
        str(file): "This is a file, not a folder.",
        "relative/path": "Write the whole path of the folder.",
        str(shop.desk.program.locations.root / "x"): (
            "This folder is inside of the library. Choose another."
        ),
    }
    for written, said in wrong.items():
        dialog.where.line.setText(written)
        dialog.where.line.written.emit(written)
        settle(shop, dialog)
        assert dialog.where.field._below.text() == said
        assert not dialog.begin.isEnabled()
    dialog.where.take(tmp_path / "<b>no letters are hidden</b>")
    settle(shop, dialog)
    assert "&lt;b&gt;no letters" in dialog.where.line.toolTip()
    dialog.reject()


def test_own_presets_are_kept_edited_for_once_put_back_and_forgotten(shop, tmp_path):
    dialog = opened(shop)
    dialog.presets.buttons["client"].click()
    dialog.editor.quality.number.setValue(55)
    assert dialog.presets.buttons["client"].text() == "Client JPEG, changed"
    dialog.head.back.click()
    assert dialog.editor.quality.value == 92
    dialog.editor.quality.number.setValue(70)
    dialog.draft.save_as("Newspaper")
    assert dialog.draft.current == "Newspaper"
    kept = shop.desk.preferences.current.exports.presets["Newspaper"]
    assert (kept.quality, kept.format) == (70, "jpeg")
    assert dialog.draft.preset("client").quality == 92
    dialog.head.remove.click()
    assert "Newspaper" not in shop.desk.preferences.current.exports.presets
    dialog.reject()


def test_a_preset_shows_only_what_counts_for_its_format(shop):
    dialog = opened(shop)
    head, own = dialog.head, dialog.editor
    heard = [button.accessibleName() for button in (head.save, own.name.tokens)]
    assert heard == ["Preset: Save as…", "Name: Insert"]
    assert [box.accessibleName() for box in own.sidecars.values()][-2:] == [
        "Beside the pictures: JSON for each",
        "Beside the pictures: One CSV",
    ]
    editor = dialog.editor
    assert dialog.draft.shown.format is FileFormat.KEEP
    assert editor.kept.isVisible()
    assert not editor.colour.isVisible()
    pick(editor.format, list(FileFormat).index(FileFormat.PNG))
    assert editor.colour.isVisible()
    assert not editor.quality.isVisible()
    pick(editor.format, list(FileFormat).index(FileFormat.WEBP))
    assert editor.quality.isVisible()
    pick(editor.sizes.fit, list(Fit).index(Fit.LONG_EDGE))
    assert dialog.draft.shown.size.fit is Fit.LONG_EDGE
    assert editor.sizes.edge.isVisible()
    assert not editor.sizes.dpi.isVisible()
    dialog.reject()


def test_what_is_exported_can_be_picks_stars_or_a_step(shop):
    dialog = opened(shop)
    what = dialog.what
    pick(what.picking, 1)
    settle(shop, dialog)
    assert dialog.draft.what.picking is Picking.PICKED
    assert dialog.problem.words == "No result is as chosen under “What”."
    pick(what.picking, 0)
    pick(what.steps, 2)
    settle(shop, dialog)
    assert dialog.draft.what.steps == frozenset({StepId("st-1")})
    assert len(dialog.outlook.preview.files) == 3
    dialog.reject()


def test_the_dialog_is_gone_through_by_keys_and_its_controls_have_names(shop, qtbot, tmp_path):
    dialog = opened(shop)
    as_client(dialog, tmp_path / "out")
    settle(shop, dialog)
    seen = set()
    for _ in range(80):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.accessibleName() or focused.property("text"), focused
        seen.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    for control in (
        *(dialog.what.picking, dialog.presets.boxes["web"], dialog.head.save),
        *(dialog.editor.name.line, dialog.editor.format, dialog.where.line, dialog.where.choose),
        *(dialog.where.policy, dialog.begin, dialog.cancel, dialog.editor.told["gps"]),
    ):
        assert control in seen, control.accessibleName()
    dialog.where.line.setFocus()
    exports = shop.desk.exports
    qtbot.keyClick(dialog.where.line, Qt.Key.Key_Return)
    shop.wait(lambda: exports.progress is not None and exports.progress.is_over)


@pytest.mark.parametrize("command", ["file.export", "file.contact_sheet"])
def test_every_control_of_a_dialog_is_reached_and_named(shop, command):
    mark_unsure(shop, 1)
    shop.desk.actions.action(command).trigger()
    kind = ExportDialog if command == "file.export" else ContactSheetDialog
    shop.wait(lambda: shown(kind) is not None)
    dialog = shown(kind)
    if isinstance(dialog, ExportDialog):
        settle(shop, dialog)
        dialog.presets.buttons["web"].click()
        settle(shop, dialog)
    assert (unreachable(dialog), nameless(dialog), speechless(dialog)) == ([], [], [])
    assert dialog.accessibleDescription(), "else every label in it would be read"
    dialog.reject()


def test_an_export_can_be_stopped_and_what_is_there_stays(shop, tmp_path):
    folder = tmp_path / "out"
    dialog = opened(shop)
    as_client(dialog, folder)
    settle(shop, dialog)
    exports = shop.desk.exports
    strip = shop.window.body._exported
    seen = []

    def on(progress) -> None:
        if progress is not None:
            seen.append(progress.done)
            if progress.done == 1 and not progress.is_over:
                strip.cancel.click()

    exports.progressed.connect(on)
    dialog.begin.click()
    shop.wait(lambda: exports.progress is not None and exports.progress.is_over)
    exports.progressed.disconnect(on)
    if exports.progress.is_stopped:  # the others may have been written in the meantime
        assert exports.progress.said.startswith("Stopped: ")
    assert names(folder)
    shop.wait(lambda: not any(name.endswith(".part") for name in names(folder)))
    if exports.progress.is_stopped:
        shop.wait(lambda: exports.progress.there == len(names(folder)))


def test_receipts_say_what_changed_and_are_saved_on_demand(shop, tmp_path):
    folder = tmp_path / "out"
    dialog = opened(shop)
    as_client(dialog, folder)
    begin(shop, dialog)
    shop.window.body._exported.receipts.click()
    shop.wait(lambda: shown(ReceiptsDialog) is not None)
    receipts = shown(ReceiptsDialog)
    assert receipts.rows.rowCount() == 3
    assert (unreachable(receipts), nameless(receipts), speechless(receipts)) == ([], [], [])
    assert "JPEG at quality 92" in receipts.whole.toPlainText()
    for name in ("r.csv", "r.json"):
        receipts._keep(str(tmp_path / name))
        shop.wait((tmp_path / name).exists)
    assert "JPEG" in (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    receipts.accept()
    shop.wait(lambda: not isValid(receipts))


def test_no_preset_is_called_so_that_a_spreadsheet_runs_it():
    subject, image = SubjectId("vs-1"), ImageId("im-1")
    receipt = Receipt(
        subject=subject, image=image, preset="=cmd|'x'", path="/a.png", fate=Fate.SAME
    )
    assert ",'=cmd|'x'," in as_csv([receipt]).decode()


def test_a_full_disk_is_said_in_the_strip_and_nothing_is_lost(shop, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    folder.mkdir()
    dialog = opened(shop)
    as_client(dialog, folder)
    settle(shop, dialog)
    folder.rmdir()
    folder.write_text("a file has come in the way")
    begin(shop, dialog)
    progress = shop.desk.exports.progress
    assert progress.is_broken
    assert str(folder) in progress.said
    shop.desk.exports.dismiss()
    assert shop.window.body._exported.isHidden()


def test_the_program_may_be_closed_in_the_middle_of_an_export(qapp, lives_once, tmp_path):
    folder = tmp_path / "out"
    dialog = opened(lives_once)
    as_client(dialog, folder)
    settle(lives_once, dialog)
    dialog.begin.click()
    exports = lives_once.desk.exports
    lives_once.wait(lambda: exports.progress is not None)
    lives_once.close()
    assert not list(folder.rglob("*.part"))


@pytest.fixture
def lives_once(qapp, tmp_path, monkeypatch, _leaves_no_widget):
    """A program that the test itself closes."""
    monkeypatch.setenv("SEEDREAM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    running = Running(qapp).open()
    finished(running, tmp_path)
    return running


def test_the_program_may_be_closed_while_a_contact_sheet_is_drawn(lives_once, tmp_path):
    lives_once.desk.actions.action("file.contact_sheet").trigger()
    lives_once.wait(lambda: shown(ContactSheetDialog) is not None)
    shown(ContactSheetDialog)._take(str(tmp_path / "out" / "sheet.pdf"))
    lives_once.wait(lambda: not lives_once.window.body._exported.isHidden())
    lives_once.close()
    names_left = [path.name for path in (tmp_path / "out").glob("*")]
    assert names_left in ([], ["sheet.pdf"])
