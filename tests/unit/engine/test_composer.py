"""The text as sent names the count and the figures that there are, and the user's own words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.card import ModelKind
from seedream_desktop.domain.request import InputRole
from seedream_desktop.engine.composer import compose, is_chinese
from tests.fixtures.sequences import model

A, C, T = InputRole.ANCHOR, InputRole.CARRIED, InputRole.TARGET
SERIES = model(ModelKind.EDIT_SEQUENTIAL)
EDIT = model(ModelKind.EDIT)
STORY = model(ModelKind.SEQUENTIAL)
TEXT = model(ModelKind.TEXT)
PLAIN = model(ModelKind.EDIT_SEQUENTIAL, takes_plain_prompt=True)

_ENGLISH_FIGURES = re.compile(r"Figures? (\d[\d, toand]*\d|\d)")
_CHINESE_FIGURES = re.compile(r"图(\d+)(?:至图(\d+))?")


def told_of(text: str, prompt: str) -> str:
    """Return what stands before the user's own words."""
    assert text.endswith(prompt)
    return text.removesuffix(prompt)


def figures_in(told: str) -> list[set[int]]:
    """Return the figure numbers of each sentence that names any."""
    found = []
    for sentence in re.split(r"[.:。：;]", told):
        numbers: set[int] = set()
        for listed in _ENGLISH_FIGURES.findall(sentence):
            for item in re.split(r", | and ", listed):
                first, _, last = item.partition(" to ")
                numbers |= set(range(int(first), int(last or first) + 1))
        for first, last in _CHINESE_FIGURES.findall(sentence):
            numbers |= set(range(int(first), int(last or first) + 1))
        if numbers:
            found.append(numbers)
    return found


def count_in(told: str) -> int:
    english = re.findall(r"Return exactly (\d+) pictures?", told)
    chinese = re.findall(r"返回(?:恰好)?(\d+)张图片", told)
    [count] = english + chinese
    return int(count)


ROLES = st.tuples(
    st.booleans(), st.lists(st.sampled_from([A, T]), max_size=14), st.integers(1, 4)
).map(lambda drawn: ([C] if drawn[0] else []) + drawn[1] + [T] * drawn[2])
PROMPTS = st.sampled_from(
    [
        "Warm light",
        "  keep  spaces ",
        "把背景换成白色",
        "two\n\nparagraphs",
        "改成 golden hour 光线",
    ]
)


@given(ROLES, PROMPTS)
def test_a_set_s_figures_and_count_agree_with_what_is_sent(
    roles: list[InputRole], prompt: str
) -> None:
    targets = {n for n, role in enumerate(roles, start=1) if role is T}
    told = told_of(compose(prompt, SERIES, roles, outputs=len(targets)), prompt)
    assert count_in(told) == len(targets)
    named = figures_in(told)
    assert targets in named
    rest = [numbers for numbers in named if numbers != targets]
    assert set().union(*rest) == set(range(1, len(roles) + 1)) - targets
    assert told.endswith("\n\n")
    assert "\n\n" not in told.removesuffix("\n\n")


@given(st.lists(st.just(A), max_size=5), st.integers(2, 15), PROMPTS)
def test_versions_are_of_the_one_target(
    anchors: list[InputRole], outputs: int, prompt: str
) -> None:
    told = told_of(compose(prompt, SERIES, [*anchors, T], outputs=outputs), prompt)
    assert count_in(told) == outputs
    assert {len(anchors) + 1} in figures_in(told)
    assert f"{outputs} different versions" in told or f"{outputs}个不同的版本" in told


@given(st.integers(1, 30), st.data(), PROMPTS)
def test_a_story_names_its_panels_and_no_figure(
    total: int, data: st.DataObject, prompt: str
) -> None:
    chosen = st.sets(st.integers(1, total), min_size=1)
    panels = sorted(data.draw(chosen))
    told = told_of(
        compose(
            prompt,
            STORY,
            [],
            outputs=len(panels),
            panels=panels,
            panel_count=total,
        ),
        prompt,
    )
    assert count_in(told) == len(panels)
    assert figures_in(told) == []
    if total > 1:
        assert str(total) in told


@given(st.text(min_size=1))
def test_one_picture_of_one_model_is_the_user_s_words_alone(prompt: str) -> None:
    assert compose(prompt, EDIT, [T], outputs=1) == prompt
    alone = compose(prompt, TEXT, [], outputs=1, panels=[1], panel_count=1)
    assert alone == prompt


@given(st.text(), ROLES)
def test_a_model_that_takes_no_other_text_gets_the_user_s_words_alone(
    prompt: str, roles: list[InputRole]
) -> None:
    assert compose(prompt, PLAIN, roles, outputs=roles.count(T)) == prompt


@given(st.text(), ROLES)
def test_the_user_s_words_stand_unchanged_at_the_end(prompt: str, roles: list[InputRole]) -> None:
    text = compose(prompt, SERIES, roles, outputs=roles.count(T))
    assert text.endswith(f"\n\n{prompt}")
    assert text == compose(prompt, SERIES, roles, outputs=roles.count(T))


def test_english_reads_like_this() -> None:
    assert compose("Warm light.", SERIES, [A, T, T, T], outputs=3) == (
        "Figure 1 is a reference only, for a consistent identity and look: do not edit it and do "
        "not return it. Edit Figures 2 to 4, each by itself. Return exactly 3 pictures, in the "
        "same order, one separate picture for each of these figures: no collage and no grid."
        "\n\nWarm light."
    )


@pytest.mark.parametrize(
    ("roles", "piece"),
    [
        ([T], "Edit Figure 1. Return exactly 1 picture."),
        ([T, T], "Edit Figures 1 and 2, each by itself. Return exactly 2 pictures,"),
        ([A, A, T], "Figures 1 and 2 are references only"),
        ([T, A, T, T, T], "Edit Figures 1 and 3 to 5, each by itself."),
        ([T, A, T, A, T], "Edit Figures 1, 3 and 5, each by itself."),
        ([C, A, T], "Figure 1 is the result before this one in the same series"),
    ],
)
def test_english_has_its_singulars_plurals_and_lists(roles: list[InputRole], piece: str) -> None:
    assert piece in compose("Warm light.", SERIES, roles, outputs=roles.count(T))


def test_chinese_reads_like_this() -> None:
    assert compose("换成暖光", SERIES, [A, T, T, T], outputs=3) == (
        "图1仅作参考，用来保持主体和风格一致：不要编辑，也不要返回。请分别编辑图2至图4。"
        "请返回恰好3张图片，按相同顺序，每张图各对应一张单独的图片，不要拼图，也不要网格。"
        "\n\n换成暖光"
    )


def test_a_split_story_says_which_panels_are_asked_for() -> None:
    panels = list(range(7, 13))
    english = compose("A walk", STORY, [], outputs=6, panels=panels, panel_count=20)
    assert "a series of 20 panels" in english
    assert "Make panels 7 to 12 of it now." in english
    chinese = compose("散步", TEXT, [], outputs=1, panels=[3], panel_count=20)
    assert "共20张" in chinese
    assert "第3张" in chinese


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("把背景换成白色", True),
        ("改成 golden hour 光线", True),
        ("Make it warm", False),
        ("Write 新年快乐 on the door", False),
        ("", False),
        ("1234 !?", False),
        ("Café crème", False),
    ],
)
def test_the_prompt_s_language_is_told_by_its_letters(prompt: str, expected: bool) -> None:
    assert is_chinese(prompt) is expected
