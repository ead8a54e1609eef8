"""The timeline's table: each frame says how it stands, and one that changes moves no other."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QSignalSpy

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.ids import ImageId, StepId, SubjectId, VersionId
from seedream_desktop.domain.judgement import Flag, Label, Mark
from seedream_desktop.domain.rehearsal import rehearsal_of
from seedream_desktop.domain.request import RequestState, Trouble
from seedream_desktop.ui.delegates.frame import FRAME_ROLE, HEAD_ROLE
from seedream_desktop.ui.models.frame_reader import ColourBy
from seedream_desktop.ui.models.frame_words import cost_words
from seedream_desktop.ui.models.timeline import TimelineModel
from seedream_desktop.ui.models.versions import VersionsModel, branches
from seedream_desktop.ui.theme.labels import label_colour
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Tone
from tests.fixtures import timelines
from tests.fixtures.timelines import Made, going
from tests.ui.modelling import strict
from tests.ui.timeline_room import Pictures, path_of

S = RequestState
ACROSS, DOWN = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
SPOKEN = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def pictures(qapp):
    return Pictures()


@pytest.fixture
def model(pictures):
    made = TimelineModel(pictures, path_of)
    strict(made)
    return made


def show(model: TimelineModel, table) -> None:
    for _ in model.show_table(table):
        pass


def cell(model: TimelineModel, row: int, column: int):
    return model.index(row, column).data(FRAME_ROLE)


def heads(model: TimelineModel) -> list[str]:
    return [model.headerData(row, DOWN) for row in range(model.rowCount())]


def test_a_row_is_an_image_and_a_column_a_step(model):
    show(model, timelines.table(5, 2))
    assert (model.rowCount(), model.columnCount()) == (5, 3)
    assert model.headerData(0, DOWN) == "IMG_0012.jpg"
    assert model.headerData(0, ACROSS) == "Original, 5 pictures"
    head = model.headerData(2, ACROSS, HEAD_ROLE)
    assert (head.number, head.title, head.counted) == (2, timelines.PROMPTS[1], "all 5 done")


@pytest.mark.parametrize(
    ("made", "tone", "word"),
    [
        (Made(), Tone.DONE, "done"),
        (Made(takes=()), Tone.QUIET, "planned"),
        (Made(is_paired=False), Tone.DOUBT, "pairing unsure"),
        (going(S.ACCEPTED), Tone.RUNNING, "running"),
        (going(S.QUEUED), Tone.WAITING, "waiting"),
        (going(S.FAILED, timelines.refused()), Tone.FAILED, "failed"),
        (going(S.IN_DOUBT), Tone.DOUBT, "in doubt"),
    ],
)
def test_every_state_has_its_shape_and_its_word(model, made, tone, word):
    show(model, timelines.table(1, 1, {(0, 0): made}))
    shown = cell(model, 0, 1)
    assert (shown.tone, shown.word) == (tone, word)


def test_what_failed_says_whether_it_was_billed_and_why(model):
    show(model, timelines.table(1, 1, {(0, 0): going(S.FAILED, timelines.refused())}))
    assert cell(model, 0, 1).sentence.startswith("Nothing was billed. WaveSpeedAI found")


def test_a_cell_is_spoken_as_image_step_state_marks_and_version(model):
    show(model, timelines.table(1, 2, {(0, 0): Made(takes=(1, 1))}))
    model.show_marks({SubjectId("vs-0-0-2"): Mark(stars=3, flag=Flag.PICK)})
    said = model.index(0, 1).data(SPOKEN)
    assert said == ("IMG_0012.jpg, step 1, done, 3 stars, picked, version 2 of 2")
    model.show_marks({SubjectId("im-0"): Mark(label=Label.RED, notes={"": "dust"})})
    assert model.index(0, 0).data(SPOKEN) == "IMG_0012.jpg, Original, Red label, has a note"


def test_a_result_that_rests_on_an_older_picture_says_so_and_is_counted(model):
    show(model, timelines.table(1, 2, {(0, 0): Made(takes=(1, 1)), (0, 1): Made(takes=(1,))}))
    assert cell(model, 0, 2).older == "on older ①"
    assert model.headerData(2, ACROSS, HEAD_ROLE).notes == ((Tone.WAITING, "1 older"),)
    assert model.headerData(0, DOWN) == "IMG_0012.jpg, older at step 2"


def test_each_version_says_what_it_rests_on_where_all_are_shown(model):
    show(model, timelines.table(1, 2, {(0, 0): Made(takes=(1, 1)), (0, 1): Made(takes=(1, 2))}))
    model.show_all_versions(is_all=True)
    assert [cell(model, row, 2).older for row in range(2)] == ["on older ①", ""]
    assert cell(model, 0, 1).older == ""


def test_a_result_of_a_step_that_was_edited_says_that(model):
    edited = replace(timelines.step(1), prompt="something else")
    work = timelines.sequence(1, 2)
    work = replace(work, steps=(work.steps[0], edited))
    show(model, timelines.table(1, 2, work=work))
    assert [cell(model, 0, column).older for column in (1, 2)] == ["", "before the last edit"]


def test_a_frame_that_changes_is_told_alone_and_nothing_is_reset(model):
    table = timelines.table(50, 3, {(7, 1): going(S.ACCEPTED)})
    show(model, table)
    resets, changes = QSignalSpy(model.modelReset), QSignalSpy(model.dataChanged)
    timelines.fill(table.record, 7, 1, Made())
    places = table.put_making(timelines.making(7, 1, 99, S.CANCELLED, ended_at=1.0))
    model.take_in(table, places)
    assert resets.count() == 0
    assert [(c[0].row(), c[0].column(), c[1].row(), c[1].column()) for c in _all(changes)] == [
        (7, 2, 7, 2)
    ]
    assert cell(model, 7, 2).word == "done"
    assert model.headerData(2, ACROSS, HEAD_ROLE).counted == "all 50 done"


def test_a_place_that_is_no_longer_in_the_sequence_is_passed_over(model):
    table = timelines.table(2, 1)
    show(model, table)
    model.take_in(table, [(ImageId("gone"), StepId("st-0")), (ImageId("im-0"), StepId("gone"))])
    assert model.rowCount() == 2


def test_all_versions_stand_in_rows_of_their_own(model):
    show(model, timelines.table(2, 2, {(0, 0): Made(takes=(1, 1, 1)), (0, 1): Made(takes=(3, 3))}))
    model.show_all_versions(is_all=True)
    assert heads(model) == ["IMG_0012.jpg", "IMG_0012.jpg, v2", "IMG_0012.jpg, v3", "IMG_0013.jpg"]
    assert cell(model, 1, 0) is None
    assert cell(model, 2, 1).aside == "v3 · chosen"
    assert cell(model, 2, 2) is None
    model.show_all_versions(is_all=False)
    assert model.rowCount() == 2
    assert cell(model, 0, 1).versions == 3


def test_a_further_version_gets_a_row_where_all_are_shown(model):
    table = timelines.table(3, 1)
    show(model, table)
    model.show_all_versions(is_all=True)
    spies = QSignalSpy(model.rowsInserted), QSignalSpy(model.modelReset)
    first = table.record.versions((ImageId("im-1"), StepId("st-0")))
    newer = timelines.version(1, 0, 2, 1, Made(takes=(1, 1)))
    places = table.put_versions([(ImageId("im-1"), StepId("st-0"))], [*first, newer])
    model.take_in(table, places)
    assert (spies[0].count(), spies[1].count(), model.rowCount()) == (1, 0, 4)
    gone = table.put_versions([(ImageId("im-1"), StepId("st-0"))], first)
    model.take_in(table, gone)
    assert model.rowCount() == 3


def test_kept_images_are_shown_and_others_let_in_where_they_belong(model):
    show(model, timelines.table(6, 1))
    model.keep([1, 4])
    assert heads(model) == ["IMG_0013.jpg", "IMG_0016.jpg"]
    model.let_in([3, 4])
    assert heads(model) == ["IMG_0013.jpg", "IMG_0015.jpg", "IMG_0016.jpg"]
    assert model.rows.row_of(ImageId("im-0")) is None
    assert model.rows.row_of(ImageId("im-3")) == 1
    model.keep(None)
    assert model.rowCount() == 6


def test_only_what_is_in_sight_and_a_page_more_is_loaded(model, pictures):
    show(model, timelines.table(100, 2))
    model.load(range(10, 14), range(1, 3), 256)
    wanted = pictures.wanted["timeline"]
    assert len(wanted) == 8 * 3
    assert all(wish.edge_px == 256 for wish in wanted)
    changes = QSignalSpy(model.dataChanged)
    pictures.deliver()
    assert changes.count() == 4 * 3
    assert cell(model, 10, 1).picture is not None
    model.rest()
    assert "timeline" not in pictures.wanted


def test_a_picture_of_another_size_stays_until_the_one_wished_for_is_there(model, pictures):
    show(model, timelines.table(2, 1))
    model.load(range(2), range(1, 2), 256)
    pictures.deliver()
    model.load(range(2), range(1, 2), 384)
    assert cell(model, 0, 1).picture is not None


def test_an_unsure_frame_shows_the_image_that_it_is_with(model, pictures):
    show(model, timelines.table(1, 1, {(0, 0): Made(is_paired=False)}))
    model.load(range(1), range(1, 2), 256)
    pictures.deliver()
    shown = cell(model, 0, 1)
    assert shown.is_unsure
    assert shown.source is not None


@pytest.mark.parametrize(
    ("by", "bar"),
    [
        (ColourBy.NOTHING, ""),
        (ColourBy.STATE, look.tokens.done),
        (ColourBy.LABEL, label_colour(Label.GREEN, look.theme)),
        (ColourBy.FLAG, look.tokens.done),
    ],
)
def test_the_bar_stands_for_what_is_coloured_by(model, by, bar):
    show(model, timelines.table(1, 1))
    model.show_marks({SubjectId("vs-0-0-1"): Mark(label=Label.GREEN, flag=Flag.PICK, stars=2)})
    model.colour(by)
    assert cell(model, 0, 1).bar == bar


def test_more_stars_have_a_stronger_bar(model):
    show(model, timelines.table(2, 1))
    marks = {SubjectId("vs-0-0-1"): Mark(stars=1), SubjectId("vs-1-0-1"): Mark(stars=5)}
    model.show_marks(marks)
    model.colour(ColourBy.STARS)
    assert cell(model, 0, 1).bar != cell(model, 1, 1).bar == look.tokens.accent


def test_versions_come_branch_by_branch_those_on_the_chosen_picture_first():
    shows = {(0, 0): Made(takes=(1, 1)), (0, 1): Made(takes=(1, 2, 1, 2))}
    table = timelines.table(1, 2, shows)
    rows = branches(table.frame(ImageId("im-0"), StepId("st-1")), table)
    assert [row.number for row in rows] == [2, 4, 1, 3]
    assert [row.is_older for row in rows] == [False, False, True, True]
    assert [row.is_branch for row in rows] == [True, False, True, False]
    assert {row.parent for row in rows if row.is_older} == {1}


def test_a_version_is_spoken_with_its_branch_and_whether_it_is_chosen(pictures):
    shows = {(0, 0): Made(takes=(1, 1)), (0, 1): Made(takes=(1, 2))}
    table = timelines.table(1, 2, shows)
    model = VersionsModel(pictures)
    strict(model)
    frame = table.frame(ImageId("im-0"), StepId("st-1"))
    model.show_frame(frame, table, marks={}, paths={}, makers={frame.versions[0].id: "Atlas"})
    said = [model.index(row).data(SPOKEN) for row in range(2)]
    assert said[0].startswith("version 2 of 2, chosen")
    assert said[1].startswith("version 1 of 2, on step 1 v1, Atlas")
    assert model.index(0).flags() & Qt.ItemFlag.ItemIsSelectable
    assert model.rowCount(model.index(0)) == 0


def test_what_a_version_cost_is_said_in_the_money_that_it_was_paid_in():
    version = timelines.version(0, 0, 1, 0, timelines.DONE)
    bought = timelines.making(0, 0, 1, S.DONE)
    played = timelines.making(0, 0, 1, S.DONE, provider=rehearsal_of(timelines.PROVIDER))
    assert cost_words(version, bought) == "$0.035"
    assert cost_words(version, played) == "¤0.035 play"
    assert cost_words(replace(version, cost_micros=0), bought) == "free"
    taken_over = replace(version, bought_as=VersionId("v"), cost_micros=0)
    assert cost_words(taken_over, bought) == "Nothing: it was bought before"


def test_a_doubt_is_named_in_the_head_of_its_row_before_anything_else(model):
    lost = Trouble(code="answer_lost", billed=Billed.UNKNOWN, params={"host": "h", "cause": "c"})
    show(
        model,
        timelines.table(1, 2, {(0, 0): Made(is_paired=False), (0, 1): going(S.IN_DOUBT, lost)}),
    )
    assert model.headerData(0, DOWN) == "IMG_0012.jpg, in doubt at step 2, pairing unsure"


def test_an_empty_model_answers_every_question(model):
    assert (model.rowCount(), model.columnCount()) == (0, 0)
    assert model.headerData(0, DOWN) is None
    assert model.data(QModelIndex()) is None
    show(model, timelines.table(1, 1))
    show(model, None)
    assert model.rowCount() == 0


def _all(spy: QSignalSpy) -> list:
    return [spy.at(n) for n in range(spy.count())]
