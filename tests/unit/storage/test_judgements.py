"""Judgements are kept: each word once, for good, and found with the sequence that they are of."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seedream_desktop.domain.ids import SequenceId, SubjectId
from seedream_desktop.domain.judgement import Aspect, Judgement, marks
from seedream_desktop.storage.library import Library
from tests.unit.storage import samples

SUBJECTS = ("v", "img-0", "img-1")
WORDS = {
    Aspect.FLAG: ("", "pick", "reject"),
    Aspect.STARS: ("", "0", "5"),
    Aspect.LABEL: ("", "red"),
    Aspect.NOTE: ("", "太暗", "keep\nit", "\udc80"),
}


def said(value="pick", aspect=Aspect.FLAG, subject="v", who="", at=1.0):
    return Judgement(subject=SubjectId(subject), aspect=aspect, value=value, who=who, at=at)


@st.composite
def judgements(draw):
    aspect = draw(st.sampled_from(Aspect))
    return said(
        draw(st.sampled_from(WORDS[aspect])),
        aspect,
        draw(st.sampled_from(SUBJECTS)),
        draw(st.sampled_from(["", "Mei"])),
        draw(st.floats(0, 1e10)),
    )


@pytest.fixture
async def judged(library):
    await library.save_sequence(samples.sequence(), 0.0)
    await library.adopt([samples.version("v")])
    return library


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(judgements(), max_size=12), parts=st.integers(0, 12))
async def test_words_come_back_once_however_often_and_in_whatever_parts_they_are_saved(
    tmp_path_factory, words, parts
):
    library = await Library.open(samples.places(tmp_path_factory))
    await library.save_sequence(samples.sequence(), 0.0)
    await library.adopt([samples.version("v")])
    for part in (words[parts:], words[:parts], words):
        await library.judgements.save(part)
    found = await library.judgements.of(samples.SEQUENCE)
    plain = [samples.without_surrogates(word) for word in words]
    assert set(found) == set(plain)
    assert len(found) == len(set(plain))
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert marks(found) == marks(plain)
    await library.close()


async def test_what_is_said_of_an_image_or_result_of_another_sequence_is_not_of_this(judged):
    await judged.save_sequence(samples.sequence("seq-2", images=0), 0.0)
    await judged.judgements.save([said(), said(subject="img-1"), said(subject="elsewhere")])
    assert {one.subject for one in await judged.judgements.of(samples.SEQUENCE)} == {"v", "img-1"}
    assert await judged.judgements.of(SequenceId("seq-2")) == ()


async def test_a_word_that_its_aspect_cannot_hold_is_refused_with_all_that_came_with_it(judged):
    with pytest.raises(ValueError, match="6"):
        await judged.judgements.save([said(), said("6", Aspect.STARS)])
    assert await judged.judgements.of(samples.SEQUENCE) == ()


async def test_judgements_outlive_the_program(places):
    library = await Library.open(places)
    await library.save_sequence(samples.sequence(), 0.0)
    await library.judgements.save([said(subject="img-0")])
    await library.close()
    library = await Library.open(places)
    assert await library.judgements.of(samples.SEQUENCE) == (said(subject="img-0"),)
    await library.close()
