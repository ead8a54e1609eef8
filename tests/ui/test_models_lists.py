"""Lists: rows that change by what differs, the library, the images, the steps."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QPixmap

from seedream_desktop.domain.ids import ImageId, SequenceId
from seedream_desktop.domain.plan import Check, Plan, Weight
from seedream_desktop.domain.sequence import Image
from seedream_desktop.ports.library import SequenceSummary
from seedream_desktop.ui.models.images import ImageRole, ImagesModel
from seedream_desktop.ui.models.library import LibraryModel, LibraryRole, Order, SequenceState
from seedream_desktop.ui.models.listing import ACCESSIBLE, DISPLAY, Listing, moved
from seedream_desktop.ui.models.steps import StepRole, StepsModel
from tests.ui.modelling import image, picture, sequence, step, strict

pytestmark = pytest.mark.usefixtures("qapp")

ACTION = Qt.DropAction.MoveAction


def listing(**more) -> Listing:
    model = Listing(lambda row: row[0], {DISPLAY: lambda row: row[1]}, **more)
    strict(model)
    return model


rows = st.lists(st.integers(0, 12), unique=True, max_size=10).flatmap(
    lambda keys: st.tuples(*(st.tuples(st.just(key), st.integers(0, 2)) for key in keys))
)


@settings(deadline=None)
@given(before=rows, after=rows)
def test_any_change_of_rows_ends_right_and_what_stays_keeps_its_place_in_hand(before, after):
    model = listing()
    model.set_rows(before)
    held = {row[0]: QPersistentModelIndex(model.index(n)) for n, row in enumerate(before)}
    model.set_rows(after)
    assert model.rows == after
    assert [model.data(model.index(n)) for n in range(model.rowCount())] == [r[1] for r in after]
    keys = [row[0] for row in after]
    survivors = set(keys) & set(held)
    for key in survivors:
        assert held[key].row() == keys.index(key)
    assert all(not held[key].isValid() for key in set(held) - survivors)


def test_a_change_of_one_row_is_told_as_that_row_alone(qtbot):
    model = listing()
    model.set_rows([(n, 0) for n in range(9)])
    changed = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    model.set_rows([(n, int(n in (3, 4, 7))) for n in range(9)])
    model.update_rows([(8, 5), (99, 1)])
    assert changed == [(3, 4), (7, 7), (8, 8)]


def test_two_rows_of_one_key_are_a_mistake_of_the_owner():
    with pytest.raises(AssertionError):
        listing().set_rows([(1, 0), (1, 1)])


@settings(deadline=None)
@given(count=st.integers(1, 12), places=st.sets(st.integers(0, 11)), before=st.integers(0, 12))
def test_moved_rows_keep_their_order_and_stand_before_the_row_they_were_dropped_at(
    count, places, before
):
    going = sorted(place for place in places if place < count)
    order = moved(count, going, before)
    assert sorted(order) == list(range(count))
    if going:
        at = order.index(going[0])
        assert order[at : at + len(going)] == going
        assert all(place < before for place in order[:at])
        assert all(place >= before for place in order[at + len(going) :])


def drag(model, places, before, parent=None):
    data = model.mimeData([model.index(place) for place in places])
    target = parent if parent is not None else QModelIndex()
    assert model.canDropMimeData(data, ACTION, before, 0, target)
    return model.dropMimeData(data, ACTION, before, 0, target)


def test_a_drag_asks_for_an_order_on_the_next_turn_and_moves_nothing_itself(qtbot):
    model = listing(can_reorder=True)
    model.set_rows([(name, 0) for name in "abcde"])
    with qtbot.waitSignal(model.reordered) as caught:
        assert drag(model, [3, 1], 0) is False
    assert caught.args == [("b", "d", "a", "c", "e")]
    assert [row[0] for row in model.rows] == list("abcde")
    with qtbot.waitSignal(model.reordered) as caught:
        drag(model, [0], -1)  # into the free space below
    assert caught.args == [tuple("bcdea")]


def test_a_drag_to_where_it_was_asks_for_nothing(qtbot):
    model = listing(can_reorder=True)
    model.set_rows([(name, 0) for name in "abc"])
    with qtbot.assertNotEmitted(model.reordered, wait=20):
        drag(model, [1], 1)
        drag(model, [1], 2)


def test_rows_of_another_list_are_not_taken():
    one, other = listing(can_reorder=True), listing(can_reorder=True)
    one.set_rows([(1, 0)])
    other.set_rows([(1, 0)])
    data = one.mimeData([one.index(0)])
    assert not other.canDropMimeData(data, ACTION, 0, 0, QModelIndex())
    fixed = listing()
    fixed.set_rows([(1, 0)])
    assert not fixed.flags(QModelIndex()) & Qt.ItemFlag.ItemIsDropEnabled


# -- the library


def summary(name: str, title: str, **more) -> SequenceSummary:
    given_ = {"images": 3, "steps": 1, "created_at": 0.0, "open_requests": 0, "in_doubt": 0}
    return SequenceSummary(
        id=SequenceId(name), title=title, spent_micros=140_000, **(given_ | more)
    )


@pytest.fixture
def library():
    model = LibraryModel()
    strict(model)
    model.set_summaries(
        [
            summary("1", "Shoes 10", created_at=1),
            summary("2", "shoes 2", created_at=2, open_requests=2),
            summary("3", "Bags", created_at=3, open_requests=1, in_doubt=1),
        ]
    )
    return model


def titles(model):
    return [model.data(model.index(n)) for n in range(model.rowCount())]


def test_the_library_shows_the_newest_first_or_titles_by_their_numbers(library):
    assert titles(library) == ["Bags", "shoes 2", "Shoes 10"]
    library.sort_by(Order.TITLE)
    assert titles(library) == ["Bags", "shoes 2", "Shoes 10"]
    library.search("SHOES")
    assert titles(library) == ["shoes 2", "Shoes 10"]
    library.search("10 sho")
    assert titles(library) == ["Shoes 10"]
    library.search("nothing")
    assert titles(library) == []


def test_the_library_can_be_narrowed_to_what_needs_a_decision(library):
    library.narrow(SequenceState.NEEDS_DECISION)
    assert titles(library) == ["Bags"]
    library.narrow(None)
    assert library.count(SequenceState.UNFINISHED) == 1
    index = library.index_of(SequenceId("2"))
    assert library.data(index, LibraryRole.STATE) is SequenceState.UNFINISHED
    spoken = "shoes 2, 3 pictures, 1 step, unfinished, $0.14 spent"
    assert library.data(index, ACCESSIBLE) == spoken


# -- images


class Shelf(QObject):
    """A loader that only writes down what is asked of it."""

    arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.wanted = {}
        self.pixmaps = {}

    def want(self, view, wishes):
        self.wanted[view] = list(wishes)

    def leave(self, view):
        self.wanted.pop(view, None)

    def pixmap(self, wish):
        return self.pixmaps.get(wish)

    def is_broken(self, wish):
        return False


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def images(shelf):
    model = ImagesModel(shelf)
    strict(model)
    return model


def test_only_what_is_visible_and_one_page_ahead_is_asked_for(images, shelf):
    images.set_sequence(sequence(images=100))
    assert shelf.wanted == {}
    images.show_rows(20, 29, 256)
    asked = [wish.path for wish in shelf.wanted["images"]]
    assert asked == [f"/photos/img{n}.jpg" for n in range(20, 40)]
    images.hide()
    assert shelf.wanted == {}


def test_thumbnails_that_arrive_are_told_once_for_neighbours(images, shelf):
    images.set_sequence(sequence(images=6))
    images.show_rows(0, 5, 128)
    changed = []
    images.dataChanged.connect(lambda a, b, roles: changed.append((a.row(), b.row(), roles)))
    wishes = shelf.wanted["images"]
    shelf.pixmaps[wishes[2]] = QPixmap(4, 4)
    shelf.arrived.emit((wishes[1], wishes[2], wishes[4], replace(wishes[0], edge_px=64)))
    assert [span[:2] for span in changed] == [(1, 2), (4, 4)]
    decoration = Qt.ItemDataRole.DecorationRole
    assert images.data(images.index(2), decoration).width() == 4
    assert images.data(images.index(1), decoration) is None


def test_anchors_are_the_leading_images_and_those_that_a_step_names(images):
    images.set_sequence(sequence(), step(0, leading_anchors=1, anchors=(picture(2),)))
    anchors = [images.data(images.index(n), ImageRole.IS_ANCHOR) for n in range(4)]
    assert anchors == [True, False, True, False]
    assert images.data(images.index(0), ACCESSIBLE) == "img0.jpg, 600 × 400, anchor"


def test_an_image_says_its_problem_and_a_panel_its_number(images):
    work = replace(sequence(1), images=(image(0), Image(id=ImageId("p"), picture=None)))
    images.set_sequence(work, problems={ImageId("im-0"): "too narrow"})
    assert images.data(images.index(0), ACCESSIBLE) == "img0.jpg, 600 × 400, too narrow"
    assert images.data(images.index(1)) == "Panel 2"
    panel = [images.data(images.index(1), role) for role in ImageRole]
    assert panel[ImageRole.PATH - ImageRole.ID] is None


def test_selected_images_are_named_by_id_in_the_order_of_the_sequence(images):
    images.set_sequence(sequence())
    picked = images.keys([images.index(3), images.index(1), QModelIndex()])
    assert picked == (ImageId("im-1"), ImageId("im-3"))


# -- steps


def test_switching_a_step_is_asked_for_and_not_done(qtbot):
    model = StepsModel()
    strict(model)
    model.set_sequence(sequence())
    role = Qt.ItemDataRole.CheckStateRole
    with qtbot.waitSignal(model.switched) as caught:
        assert model.setData(model.index(1), Qt.CheckState.Unchecked, role)
    assert caught.args == ["st-1", False]
    assert model.data(model.index(1), role) is Qt.CheckState.Checked
    with qtbot.waitSignal(model.switched) as caught:
        model.setData(model.index(0), Qt.CheckState.Unchecked.value, role)  # as views send it
    assert caught.args == ["st-0", False]
    assert not model.setData(model.index(0), "x", Qt.ItemDataRole.EditRole)


def test_a_step_shows_what_the_plan_says_of_it_and_not_of_its_neighbour():
    work = sequence(steps=3)
    off = replace(work, steps=(replace(work.steps[0], is_on=False), *work.steps[1:]))
    checks = (
        Check(weight=Weight.NOTICE, code="a", step_index=0),
        Check(weight=Weight.STOP, code="b", step_index=0),
        Check(weight=Weight.WARNING, code="c"),
    )
    model = StepsModel()
    strict(model)
    model.set_sequence(off, Plan(sequence=work.id, requests=(), checks=checks))
    weights = [model.data(model.index(n), StepRole.WEIGHT) for n in range(3)]
    assert weights == [None, Weight.STOP, None]
    assert model.data(model.index(0), ACCESSIBLE) == "Step 1, off: edit 0. At most $0.00"
    model.set_sequence(off)
    assert model.data(model.index(1), StepRole.COST_MICROS) is None


def test_every_role_of_every_row_answers_and_an_index_from_nowhere_is_none(library, images):
    images.set_sequence(sequence())
    steps = StepsModel()
    steps.set_sequence(sequence())
    for model, roles in ((library, LibraryRole), (images, ImageRole), (steps, StepRole)):
        for role in (*roles, *Qt.ItemDataRole):
            for number in range(model.rowCount()):
                model.data(model.index(number), role)
            assert model.data(QModelIndex(), role) is None
