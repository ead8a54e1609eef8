"""The text as sent: how many pictures to return and which figures to edit, then the prompt.

Seedream's models name references "Figure 1", "Figure 2" in the order in which they are sent,
and want the number of pictures to be stated, equal to the number that is asked (and paid) for:
docs/providers/wavespeed-atlascloud.md, A2.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from seedream_desktop.domain.card import ModelCard, ModelKind
from seedream_desktop.domain.request import InputRole

_CHINESE_SHARE = 0.25
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
_RANGE_MIN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Figure numbers by role, the outputs that are asked for, and the panels of a story."""

    anchors: tuple[int, ...]
    carried: tuple[int, ...]
    targets: tuple[int, ...]
    outputs: int
    panels: tuple[int, ...]
    panel_count: int


def compose(
    prompt: str,
    model: ModelCard,
    roles: Sequence[InputRole],
    *,
    outputs: int,
    panels: Sequence[int] = (),
    panel_count: int = 0,
) -> str:
    """Return the text for a request whose figures have these roles, in order.

    More outputs than targets are versions of the one target. A story has no figures; panels
    are the numbers, from 1, that this request makes out of panel_count. The user's prompt
    stands unchanged at the end, after an empty line; it stands alone where a model of one
    picture has nothing else to be told, and where the model takes no other text.
    """
    layout = _Layout(
        anchors=_numbers(roles, InputRole.ANCHOR),
        carried=_numbers(roles, InputRole.CARRIED),
        targets=_numbers(roles, InputRole.TARGET),
        outputs=outputs,
        panels=tuple(panels),
        panel_count=panel_count,
    )
    if model.takes_plain_prompt or _is_plain(model.kind, layout):
        return prompt
    told = _chinese(layout) if is_chinese(prompt) else _english(layout)
    return f"{told}\n\n{prompt}"


def is_chinese(text: str) -> bool:
    """Say whether at least a quarter of the letters are CJK ideographs."""
    letters = [letter for letter in text if letter.isalpha()]
    ideographs = sum(_is_ideograph(letter) for letter in letters)
    return ideographs > 0 and ideographs >= _CHINESE_SHARE * len(letters)


def _is_ideograph(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in _IDEOGRAPHS)


def _numbers(roles: Sequence[InputRole], wanted: InputRole) -> tuple[int, ...]:
    return tuple(number for number, role in enumerate(roles, start=1) if role is wanted)


def _is_plain(kind: ModelKind, layout: _Layout) -> bool:
    if kind is ModelKind.TEXT:
        return layout.panel_count <= 1
    is_alone = not (layout.anchors or layout.carried)
    return kind is ModelKind.EDIT and is_alone and layout.outputs == 1


def _runs(numbers: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return rising numbers as (first, last) ranges; fewer than three in a row stay single."""
    rows: list[list[int]] = [[numbers[0]]]
    for before, number in pairwise(numbers):
        if number == before + 1:
            rows[-1].append(number)
        else:
            rows.append([number])
    runs = []
    for row in rows:
        if len(row) >= _RANGE_MIN:
            runs.append((row[0], row[-1]))
        else:
            runs.extend((number, number) for number in row)
    return runs


# -- English


def _english(layout: _Layout) -> str:
    return " ".join([*_english_references(layout), *_english_task(layout), _english_count(layout)])


def _english_references(layout: _Layout) -> list[str]:
    told = []
    if layout.carried:
        told.append(
            f"{_listed('Figure', layout.carried)} is the result before this one in the same "
            "series: stay consistent with it, do not edit it and do not return it."
        )
    if layout.anchors:
        verb, them = (
            ("is a reference", "it") if len(layout.anchors) == 1 else ("are references", "them")
        )
        told.append(
            f"{_listed('Figure', layout.anchors)} {verb} only, for a consistent identity and "
            f"look: do not edit {them} and do not return {them}."
        )
    return told


def _english_task(layout: _Layout) -> list[str]:
    if layout.panel_count:
        return _english_story(layout)
    if layout.outputs > len(layout.targets):
        figure = _listed("Figure", layout.targets)
        return [f"Make {layout.outputs} different versions of {figure}."]
    if len(layout.targets) == 1:
        return [f"Edit {_listed('Figure', layout.targets)}."]
    return [f"Edit {_listed('Figure', layout.targets)}, each by itself."]


def _english_story(layout: _Layout) -> list[str]:
    if layout.panel_count == 1:
        return []
    told = [f"This is a series of {layout.panel_count} panels that belong together."]
    if len(layout.panels) < layout.panel_count:
        told.append(f"Make {_listed('panel', layout.panels)} of it now.")
    return told


def _english_count(layout: _Layout) -> str:
    if layout.outputs == 1:
        return "Return exactly 1 picture."
    count = f"Return exactly {layout.outputs} pictures"
    if layout.panel_count:
        each = ", in order, one separate picture for each panel"
    elif layout.outputs > len(layout.targets):
        each = ", one separate picture for each version"
    else:
        each = ", in the same order, one separate picture for each of these figures"
    return f"{count}{each}: no collage and no grid."


def _listed(noun: str, numbers: tuple[int, ...]) -> str:
    """Return "Figure 1", "Figures 1 and 2", "Figures 1, 3 to 8 and 10"."""
    items = [str(a) if a == b else f"{a} to {b}" for a, b in _runs(numbers)]
    named = noun if len(numbers) == 1 else f"{noun}s"
    if len(items) == 1:
        return f"{named} {items[0]}"
    return f"{named} {', '.join(items[:-1])} and {items[-1]}"


# -- Chinese


def _chinese(layout: _Layout) -> str:
    return "".join([*_chinese_references(layout), *_chinese_task(layout), _chinese_count(layout)])


def _chinese_references(layout: _Layout) -> list[str]:
    told = []
    if layout.carried:
        told.append(
            f"{_figures(layout.carried)}是同一系列中上一张的结果：请与它保持一致，"
            "不要编辑它，也不要返回它。"
        )
    if layout.anchors:
        told.append(
            f"{_figures(layout.anchors)}仅作参考，用来保持主体和风格一致：不要编辑，也不要返回。"
        )
    return told


def _chinese_task(layout: _Layout) -> list[str]:
    if layout.panel_count:
        return _chinese_story(layout)
    if layout.outputs > len(layout.targets):
        return [f"请为{_figures(layout.targets)}制作{layout.outputs}个不同的版本。"]
    if len(layout.targets) == 1:
        return [f"请编辑{_figures(layout.targets)}。"]
    return [f"请分别编辑{_figures(layout.targets)}。"]


def _chinese_story(layout: _Layout) -> list[str]:
    if layout.panel_count == 1:
        return []
    told = [f"这是一个共{layout.panel_count}张的连贯系列。"]
    if len(layout.panels) < layout.panel_count:
        items = [f"第{a}张" if a == b else f"第{a}至第{b}张" for a, b in _runs(layout.panels)]
        told.append(f"现在只制作其中的{'、'.join(items)}。")
    return told


def _chinese_count(layout: _Layout) -> str:
    if layout.outputs == 1:
        return "请只返回1张图片。"
    if layout.panel_count:
        each = "按顺序每张单独成图"
    elif layout.outputs > len(layout.targets):
        each = "每个版本单独成图"
    else:
        each = "按相同顺序，每张图各对应一张单独的图片"
    return f"请返回恰好{layout.outputs}张图片，{each}，不要拼图，也不要网格。"


def _figures(numbers: tuple[int, ...]) -> str:
    return "、".join(f"图{a}" if a == b else f"图{a}至图{b}" for a, b in _runs(numbers))
