"""Looking for frames: the text says what, and what it says is what is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.errors import Billed, UserFixable
from seedream_desktop.domain.frame_filter import FrameFilter
from seedream_desktop.domain.frame_query import (
    Comparison,
    Condition,
    Field,
    Query,
    Trait,
    Word,
    parse,
)
from seedream_desktop.domain.frame_record import FrameRecord
from seedream_desktop.domain.frames import FrameState, Table
from seedream_desktop.domain.ids import ProviderId, SubjectId
from seedream_desktop.domain.judgement import Flag, Label, Mark
from seedream_desktop.domain.request import RequestState, Target, Trouble
from tests.fixtures.sequences import images, panels, sequence, step
from tests.unit.domain.test_frames import making, version

ROWS = images(4)
IDS = [row.id for row in ROWS]
WORK = sequence(
    ROWS,
    step("a", prompt="Warm light"),
    step("b", prompt="Shoes on marble", provider=ProviderId("atlascloud")),
)
A, B = (each.id for each in WORK.steps)


@pytest.fixture
def table():
    done = [
        version("v0", (IDS[0], A), "rq-0", cost_micros=50_000),
        version("v1", (IDS[1], A), "rq-1", is_paired=False, cost_micros=20_000),
        version("v0-old", (IDS[0], B), "rq-2", is_chosen=False, cost_micros=30_000),
        version("v0-new", (IDS[0], B), "rq-3", cost_micros=30_000),
    ]
    bad = Trouble(code="moderated", billed=Billed.NO)
    makings = [
        making("rq-0", targets=(Target(IDS[0]),), at=A),
        making("rq-1", targets=(Target(IDS[1]),), at=A),
        making("rq-3", targets=(Target(IDS[0]),), at=B, provider=ProviderId("novita")),
        making("rq-4", RequestState.FAILED, (Target(IDS[2]),), A, trouble=bad),
    ]
    return Table(WORK, FrameRecord(done, makings))


MARKS = {
    SubjectId("v0"): Mark(flag=Flag.PICK, stars=4, label=Label.RED),
    SubjectId("v1"): Mark(flag=Flag.REJECT, stars=1, notes={"Mei": "太暗 Too dark"}),
    SubjectId("v0-old"): Mark(stars=5),
}


def found(table, text):
    taken = FrameFilter(parse(text), table, MARKS).places()
    return [f"{IDS.index(image)}{step[-1]}" for image, step in taken]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("rating>=3", ["0a"]),
        ("rating:1", ["1a"]),
        ("rating<4 rating>0", ["1a"]),
        ("state:failed", ["2a"]),
        ("state:failed,unsure", ["1a", "2a"]),
        ("is:failed", ["2a"]),
        ("is:unsure", ["1a"]),
        ("is:rated flag:pick", ["0a"]),
        ("is:noted", ["1a"]),
        ("flag:none state:done", ["0b"]),
        ("label:red", ["0a"]),
        ("-label:red step:1", ["1a", "2a", "3a"]),
        ("cost>=0.05", ["0a", "0b"]),
        ("cost>0.05", ["0b"]),
        ("cost>$0 cost<=0.02", ["1a"]),
        ("provider:novita", ["0b"]),
        ("provider:atlas", ["1b", "2b", "3b"]),
        ("step:2 name:0.jpg", ["0b"]),
        ("step:marble 3.jpg", ["3b"]),
        ("prompt:WARM 2.jpg", ["2a"]),
        ("note:dark", ["1a"]),
        ("太暗", ["1a"]),
        ('"too dark"', ["1a"]),
        ('shoes -"0.jpg" -1.jpg', ["2b", "3b"]),
        ("marble light", []),
        ("STATE:Done RATING:0", ["0b"]),
    ],
)
def test_a_query_finds_what_it_says(table, text, places):
    assert found(table, text) == places


def test_nothing_asked_for_is_everything(table):
    assert parse("  ").is_empty
    assert len(found(table, "")) == 8
    assert FrameFilter(parse(""), table, MARKS).images() == tuple(IDS)
    assert FrameFilter(parse("is:rated"), table, MARKS).images() == tuple(IDS[:2])


def test_results_that_rest_on_something_older_are_found():
    stale = Table(WORK, FrameRecord([version("v0", (IDS[0], A), "rq-0")], [making("rq-0")]))
    taken = FrameFilter(parse("is:outdated"), stale, {}).places()
    assert list(taken) == [(IDS[0], A)]


def test_results_that_are_not_chosen_and_orders_that_brought_less_are_found_by_their_troubles():
    row = IDS[0]
    held = [
        version("old", (row, A), "rq-0", is_paired=False, is_chosen=False),
        version("new", (row, A), "rq-1"),
    ]
    bad = Trouble(code="moderated", billed=Billed.NO)
    again = making("rq-2", RequestState.FAILED, (Target(row),), A, trouble=bad, ended_at=9.0)
    made = [making(name, targets=(Target(row),), at=A) for name in ("rq-0", "rq-1")]
    frames = Table(WORK, FrameRecord(held, [*made, again]))
    assert frames.frame(row, A).state is FrameState.DONE
    assert (found(frames, "is:unsure"), found(frames, "is:failed")) == (["0a"], ["0a"])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("flag:pick", [0, 3]),
        ("rating>=2 3.jpg", [3]),
        ("is:rated -0.jpg", [1, 3]),
        ("note:crop", [3]),
        ("rating<=2", [0, 1, 2, 3]),
        ("flag:pick state:done", [0]),
        ("flag:pick cost>=0", [0]),
        ("-flag:pick step:1", [1, 2, 3]),
        ("is:unsure flag:pick", []),
    ],
)
def test_an_image_is_found_by_what_is_thought_of_its_original_too(table, text, numbers):
    marks = MARKS | {SubjectId(IDS[3]): Mark(flag=Flag.PICK, stars=2, notes={"": "Crop"})}
    assert [IDS.index(one) for one in FrameFilter(parse(text), table, marks).images()] == numbers


def test_panels_are_found_by_their_ids():
    shown = Table(sequence(panels(2), step("a")), FrameRecord())
    assert FrameFilter(parse("panel-2"), shown, {}).images() == ("panel-2",)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("sate:failed", "state"),
        ("state:broken", "failed"),
        ("rating>=6", "0, 1, 2, 3, 4, 5"),
        ("rating:many", "5"),
        ("cost>cheap", "0.05"),
        ("flag:", "pick"),
        ("is>unsure", "unsure"),
        ("label:pink", "purple"),
        ("prompt:", "…"),
    ],
)
def test_what_cannot_be_meant_is_named_with_what_there_is(text, known):
    with pytest.raises(UserFixable) as caught:
        parse(f"shoes {text}")
    assert caught.value.code == "filter_unclear"
    assert caught.value.params["word"] == text
    assert known in caught.value.params["known"]


def test_figures_with_colons_and_words_of_other_scripts_are_words():
    assert parse("16:9 状态:好 -x").words == (
        Word(text="16:9"),
        Word(text="状态:好"),
        Word(text="x", is_not=True),
    )


def test_a_quotation_mark_that_is_never_closed_is_closed_at_the_end():
    assert parse('shoes "on mar') == Query(words=(Word(text="shoes"), Word(text="on mar")))


WORDS = (
    st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), max_size=12)
    .map(lambda text: text.lower().strip())
    .filter(lambda text: text and text == text.lower())
)
VALUES = {
    Field.STATE: [state.value for state in FrameState],
    Field.FLAG: ["pick", "reject", "none"],
    Field.LABEL: ["red", "none", "purple"],
    Field.IS: [trait.value for trait in Trait],
}


@st.composite
def conditions(draw):
    field = draw(st.sampled_from(Field))
    is_not = draw(st.booleans())
    if field in {Field.RATING, Field.COST}:
        most = 5 if field is Field.RATING else 10**9
        return Condition(
            field=field,
            values=(str(draw(st.integers(0, most))),),
            comparison=draw(st.sampled_from(Comparison)),
            is_not=is_not,
        )
    values = st.sampled_from(VALUES[field]) if field in VALUES else WORDS
    return Condition(
        field=field,
        values=tuple(draw(st.lists(values, min_size=1, max_size=3))),
        is_not=is_not,
    )


@given(
    st.builds(
        Query,
        conditions=st.lists(conditions(), max_size=4).map(tuple),
        words=st.lists(st.builds(Word, text=WORDS, is_not=st.booleans()), max_size=3).map(tuple),
    )
)
def test_a_query_is_read_back_from_its_text(query):
    assert parse(str(query)) == query


@given(st.text(max_size=40))
def test_any_text_is_a_query_or_says_what_is_wrong(text):
    try:
        query = parse(text)
    except UserFixable:
        with pytest.raises(UserFixable) as caught:
            parse(text)
        assert str(caught.value.params["word"]) in text
    else:
        assert parse(str(query)) == query
