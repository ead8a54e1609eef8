"""What the local engine reads out of a prompt, and what it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.adjustment import Adjustment
from seedream_desktop.domain.errors import PromptUnclear
from seedream_desktop.providers._grammar import read
from seedream_desktop.providers._vocabulary import TERMS

UNDERSTOOD = """
match the colours to the first picture -> match_colour
match the colors to the anchor -> match_colour
match the colours, exposure and white balance to the first picture -> match_colour match_exposure
match the exposure to the anchor -> match_exposure
match the contrast to the reference, warm -> match_exposure warm
match to the first picture -> match_colour match_exposure
slightly match the colours -> match_colour:0.5
Match the light of the reference image, then golden hour. -> match_colour match_exposure golden_hour
match the colours to the first picture, white balance -> match_colour white_balance
make the colours consistent -> match_colour
unify the tones across the whole set -> match_colour match_exposure
colours and exposure like the first picture -> match_colour match_exposure
the same light as the anchor -> match_colour match_exposure
golden hour, match the colours -> match_colour golden_hour
make it warmer -> warm
Make the picture a bit warmer, please -> warm:0.5
less warm -> cool
much cooler -> cool:1.5
golden-hour light with a soft vignette -> golden_hour vignette:0.5
a light vignette -> vignette:0.5
30% sharper -> sharpen:0.3
sharpen by 30 percent -> sharpen:0.3
slightly sharpen -> sharpen:0.5
sharpen slightly -> sharpen:0.5
strongly sharpen and denoise -> sharpen:1.5 denoise
Black-and-white, more contrast -> black_and_white more_contrast
less contrast -> less_contrast
increase the contrast by 20 % -> more_contrast:0.2
contrast +20% -> more_contrast:0.2
brightness -10 % -> darker:0.1
not too dark -> darker:0.5
reduce the noise -> denoise
remove noise -> denoise
fix the white balance -> white_balance
more saturation; winter look -> saturate winter
spring at half strength -> spring:0.5
sepia without vignette -> sepia
no vignette or sepia, warmer -> warm
vignette, sepia, no vignette -> sepia
0 % vignette, sepia -> sepia
warm, strongly warm -> warm:1.5
make the colours warmer -> warm
autumn colours -> autumn
very slightly desaturate -> desaturate:0.25
统一色调 -> match_colour match_exposure
匹配参考图的颜色 -> match_colour
匹配参考图的颜色和曝光 -> match_colour match_exposure
匹配第一张图的颜色，黄金时刻，稍微锐化 -> match_colour golden_hour sharpen:0.5
与第一张图的颜色保持一致 -> match_colour
曝光和颜色与第一张一致 -> match_colour match_exposure
更暖一点 -> warm:0.5
把图片变成黑白 -> black_and_white
黑白，加暗角 -> black_and_white vignette
锐化百分之三十 -> sharpen:0.3
锐化30％；去噪 -> sharpen:0.3 denoise
去噪并锐化 -> denoise sharpen
降低对比度 -> less_contrast
对比度提高20% -> more_contrast:0.2
提高亮度 -> brighter
秋天的氛围，不要暗角 -> autumn
请让画面更亮一点；强烈去噪 -> brighter:0.5 denoise:1.5
校正白平衡 -> white_balance
暖色调，轻微 -> warm:0.5
整体偏暖 30% -> warm:0.3
色调偏冷 -> cool
略暗，对比度偏低 -> darker:0.5 less_contrast
高对比度黑白 -> more_contrast black_and_white
稍微清淡，复古 -> desaturate:0.5 sepia
夕阳，轻微；加柔和的暗角 -> golden_hour:0.5 vignette:0.5
按锚点图匹配颜色，偏暖 -> match_colour warm
中性白平衡 -> white_balance
"""

REFUSED = """
remove the person -> remove person
golden hour, add a hat -> hat
put it on a beach -> beach
make it warmer than the first picture -> than
match -> match
match it warm -> match
brightness -> brightness
noise -> noise
less vignette -> vignette
slightly -> slightly
slightly strongly warm -> slightly strongly
vignette 300 % -> 300 %
increase contrast -20% -> -20%
no vignette and warmer -> and
warm or cool -> or
the colours -> colours
like -> like
more -> more
warm 2 -> 2
删除人物 -> 删除人物
黄金时刻，加一只猫 -> 一只猫
不要暗角和锐化 -> 和
提亮暗部 -> 部
高光压暗 -> 高
暗红色 -> 红
"""


def rows(table: str) -> list[tuple[str, str]]:
    return [tuple(line.split(" -> ")) for line in table.strip().splitlines()]


def shown(adjustments: tuple[Adjustment, ...]) -> str:
    return " ".join(
        a.operation.value if a.strength == 1 else f"{a.operation.value}:{a.strength:g}"
        for a in adjustments
    )


def outcome(prompt: str) -> str:
    """Return "read" for adjustments that are some and different, else the refusal's code."""
    try:
        operations = [adjustment.operation for adjustment in read(prompt)]
    except PromptUnclear as refusal:
        return refusal.code
    return "read" if 0 < len(operations) == len(set(operations)) else f"odd: {operations}"


@pytest.mark.parametrize(("prompt", "meaning"), rows(UNDERSTOOD))
def test_a_prompt_is_read_as_it_is_meant(prompt, meaning):
    assert shown(read(prompt)) == meaning


@pytest.mark.parametrize(("prompt", "unknown"), rows(REFUSED))
def test_words_that_are_not_understood_are_named(prompt, unknown):
    with pytest.raises(PromptUnclear) as caught:
        read(prompt)
    assert caught.value.code == "prompt_unclear"
    assert caught.value.params["unknown"] == unknown


@pytest.mark.parametrize("prompt", ["", "  \n ", "please", "no vignette", "不要暗角", "0 % warm"])
def test_a_prompt_that_asks_for_nothing_is_refused(prompt):
    with pytest.raises(PromptUnclear) as caught:
        read(prompt)
    assert caught.value.code == "prompt_asks_nothing"


def test_a_refusal_lists_what_can_be_asked_in_the_language_of_the_prompt():
    with pytest.raises(PromptUnclear) as english:
        read("paint a dragon")
    with pytest.raises(PromptUnclear) as chinese:
        read("画一条龙")
    assert "golden hour" in english.value.params["can"]
    assert "黄金时刻" in chinese.value.params["can"]


def test_a_long_text_is_told_in_short():
    with pytest.raises(PromptUnclear) as caught:
        read("dragon " * 500)
    assert len(caught.value.params["unknown"]) <= 60


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    assert outcome(text) in {"read", "prompt_unclear", "prompt_asks_nothing"}


@given(st.lists(st.sampled_from([*sorted(TERMS), "30 %", "-15%", "百分之二十"]), max_size=7))
def test_any_row_of_known_words_is_read_or_refused(words):
    assert outcome(" ".join(words)) in {"read", "prompt_unclear", "prompt_asks_nothing"}


@given(st.from_regex(r"[bdfgjkqvxz]{5,9}", fullmatch=True), st.sampled_from(rows(UNDERSTOOD)))
def test_one_unknown_word_spoils_any_prompt(word, row):
    with pytest.raises(PromptUnclear):
        read(f"{row[0]} {word}")
