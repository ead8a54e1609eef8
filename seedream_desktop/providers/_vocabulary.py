"""The words that the local engine understands, in English and Chinese."""
# ruff: noqa: ISC004 (one list of words is one string, written over several lines)

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from seedream_desktop.domain.adjustment import Operation


class Kind(Enum):
    """What part a word plays."""

    DEED = auto()
    STRENGTH = auto()
    UP = auto()
    DOWN = auto()
    NOT = auto()
    BREAK = auto()
    AND = auto()
    OR = auto()
    MATCH = auto()
    REFERENCE = auto()
    ASPECT = auto()
    FILLER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry.

    up and down are what a deed means as it is said ("warm") and turned round ("less warm");
    needs_way says that the word alone says neither ("brightness"). aspects are what it means
    after "match". strength is a factor; follows says that it belongs to the word before it;
    is_whole says that a match word alone means everything.
    """

    kind: Kind
    up: Operation | None = None
    down: Operation | None = None
    needs_way: bool = False
    aspects: frozenset[Operation] = frozenset()
    strength: float = 1.0
    follows: bool = False
    is_whole: bool = False


_O = Operation
_COLOUR: Final = frozenset({_O.MATCH_COLOUR})
_EXPOSURE: Final = frozenset({_O.MATCH_EXPOSURE})
_BOTH: Final = _COLOUR | _EXPOSURE

# Entries are separated by "|"; articles and hyphens are taken out of a prompt before it is read.
_DEEDS: Final[tuple[tuple[str, Term], ...]] = tuple(
    (words, Term(kind=Kind.DEED, up=up, down=down, needs_way=needs, aspects=aspects))
    for words, up, down, needs, aspects in (
        (
            "white balance|white balanced|auto white balance|neutral white balance|"
            "correct white balance|fix white balance|normalise white balance|"
            "normalize white balance|neutralise|neutralize|neutral|neutral colours|"
            "neutral colors|remove colour cast|remove color cast|no colour cast|no color cast|"
            "白平衡|自动白平衡|校正白平衡|修正白平衡|去色偏|去除色偏|校正色偏|消除色偏|中性色|"
            "中性|中性白平衡|自然白平衡",
            _O.WHITE_BALANCE,
            None,
            False,
            _COLOUR,
        ),
        (
            "brighter|brighten|bright|lighter|lighten|变亮|调亮|更亮|提亮|亮一点|明亮|更明亮|"
            "亮|偏亮",
            _O.BRIGHTER,
            _O.DARKER,
            False,
            frozenset(),
        ),
        (
            "darker|darken|dark|dim|dimmer|变暗|调暗|更暗|压暗|暗一点|暗|偏暗",
            _O.DARKER,
            _O.BRIGHTER,
            False,
            frozenset(),
        ),
        ("brightness|exposure|亮度|曝光|曝光度", _O.BRIGHTER, _O.DARKER, True, _EXPOSURE),
        (
            "contrast|contrasty|punchy|punchier|对比度|对比|高对比度|高对比|反差",
            _O.MORE_CONTRAST,
            _O.LESS_CONTRAST,
            False,
            _EXPOSURE,
        ),
        (
            "flat|flatter|flatten|faded|fade|low contrast|低对比度|低对比",
            _O.LESS_CONTRAST,
            _O.MORE_CONTRAST,
            False,
            frozenset(),
        ),
        (
            "warm|warmer|warmth|warm up|warmed|warming|暖|更暖|暖色|暖色调|变暖|温暖|更温暖|暖调|"
            "偏暖|偏暖色|偏暖色调",
            _O.WARM,
            _O.COOL,
            False,
            frozenset(),
        ),
        (
            "cool|cooler|coolness|cool down|cold|colder|冷|更冷|冷色|冷色调|变冷|冷调|偏冷|偏冷色|"
            "偏冷色调",
            _O.COOL,
            _O.WARM,
            False,
            frozenset(),
        ),
        (
            "temperature|colour temperature|color temperature|色温",
            _O.WARM,
            _O.COOL,
            True,
            _COLOUR,
        ),
        (
            "saturation|saturate|saturated|vibrance|vibrant|vivid|colourful|colorful|"
            "饱和度|饱和|鲜艳|更鲜艳|自然饱和度|艳丽|浓郁",
            _O.SATURATE,
            _O.DESATURATE,
            False,
            _COLOUR,
        ),
        (
            "desaturate|desaturated|desaturation|muted|去饱和|低饱和|低饱和度|降饱和|"
            "清淡|素雅|淡雅",
            _O.DESATURATE,
            _O.SATURATE,
            False,
            frozenset(),
        ),
        (
            "golden hour|golden hour light|sunset light|golden light|"
            "黄金时刻|黄金时段|黄金时光|金色时刻|黄昏光|日落|夕阳|黄昏",
            _O.GOLDEN_HOUR,
            None,
            False,
            frozenset(),
        ),
        ("spring|springtime|春天|春季|春日|春", _O.SPRING, None, False, frozenset()),
        ("summer|summertime|夏天|夏季|夏日|夏", _O.SUMMER, None, False, frozenset()),
        ("autumn|autumnal|fall|秋天|秋季|秋日|秋", _O.AUTUMN, None, False, frozenset()),
        ("winter|wintertime|wintry|冬天|冬季|冬日|冬", _O.WINTER, None, False, frozenset()),
        (
            "black and white|black & white|b&w|b & w|bw|monochrome|greyscale|grayscale|"
            "remove colour|remove color|remove colours|remove colors|黑白|单色|灰度|去色",
            _O.BLACK_AND_WHITE,
            None,
            False,
            frozenset(),
        ),
        ("sepia|怀旧|复古|棕褐|棕褐色|复古棕|深褐色", _O.SEPIA, None, False, frozenset()),
        (
            "sharpen|sharpened|sharpening|sharper|sharp|sharpness|crisper|crisp|"
            "锐化|更锐利|锐利|锐度|清晰|更清晰|清晰度",
            _O.SHARPEN,
            None,
            False,
            frozenset(),
        ),
        (
            "denoise|denoised|denoising|noise reduction|remove noise|remove grain|clean up noise|"
            "去噪|降噪|去除噪点|去噪点|减少噪点|降低噪点",
            _O.DENOISE,
            None,
            False,
            frozenset(),
        ),
        ("noise|grain|噪点|噪声", None, _O.DENOISE, True, frozenset()),
        (
            "vignette|vignetting|darken corners|darker corners|暗角|晕影",
            _O.VIGNETTE,
            None,
            False,
            frozenset(),
        ),
    )
)

_STRENGTHS: Final[tuple[tuple[str, float, bool], ...]] = (
    ("very slightly|ever so slightly|barely|极轻微", 0.25, False),
    (
        "slightly|slight|little|little bit|bit|touch|subtle|subtly|gentle|gently|soft|softly|"
        "lightly|faint|faintly|mild|mildly|somewhat|half|not too|not too much|hint|"
        "稍微|稍稍|略微|略|轻微|轻轻|微微|轻度|柔和|一半|少许|有点",
        0.5,
        False,
    ),
    ("一点|一点点|一些|些|点", 0.5, True),
    ("moderately|moderate|normal|normally|fully|full|completely|适度|适当|完全|正常", 1.0, False),
    (
        "strongly|strong|stronger|heavily|heavy|very|much|lot|intensely|intense|significantly|"
        "clearly|强烈|很|非常|大幅|明显|显著|强|重度",
        1.5,
        False,
    ),
    ("许多|很多|不少", 1.5, True),
)

_PLAIN: Final[tuple[tuple[Kind, str], ...]] = (
    (
        Kind.UP,
        "more|increase|increased|boost|raise|higher|up|enhance|增加|提高|提升|加强|增强|加大|"
        "升高|调高|更高|更多|偏高|更",
    ),
    (
        Kind.DOWN,
        "less|reduce|reduced|decrease|decreased|lower|lessen|降低|减少|减弱|减小|调低|更低|更少|偏低",
    ),
    (
        Kind.NOT,
        "no|not|without|don't|do not|never|except|avoid|不要|不用|不加|别|无|没有|不|不需要|除了",
    ),
    (
        Kind.BREAK,
        ",|;|.|!|、|。|then|but|also|plus|and then|然后|再|接着|但|但是|同时|另外|\n",
    ),
    (Kind.AND, "and|&|+|with|和|与|跟|并|并且|且|及|而且|同"),
    (Kind.OR, "or|nor|或|或者"),
    (
        Kind.REFERENCE,
        "first picture|first image|first photo|first photograph|first one|first frame|first|"
        "anchor|anchor picture|anchor image|anchor photo|reference|reference picture|"
        "reference image|reference photo|figure 1|picture 1|image 1|photo 1|"
        "参考图|参考图片|参考|锚点图|锚点|第一张|第一张图|第一张图片|第一张照片|第一幅|首图|首张|图1|"
        "图 1",
    ),
    (
        Kind.FILLER,
        "please|picture|pictures|image|images|photo|photos|photograph|photographs|shot|shots|"
        "make|makes|making|turn|convert|add|adds|apply|give|use|put|set|series|whole|entire|all|"
        "every|each|this|these|that|those|it|its|them|their|to|of|in|into|on|for|by|at|as|from|"
        "look|looks|looking|feel|feeling|mood|style|grade|grading|effect|filter|treatment|version|"
        "is|are|be|one|ones|just|some|bring|keep|same time|across|so|effects|atmosphere|"
        "strength|intensity|amount|强度|程度|"
        "请|把|将|让|使|给|图片|图像|照片|画面|整体|所有|全部|每张|每一张|这些|这张|这|些图|图|的|"
        "了|成|为|变成|变得|调成|调整为|转为|转成|做|加|加上|添加|加入|应用|效果|风格|滤镜|氛围|"
        "质感|感觉|感|按|一下|得|里|中|上|处理|进行|到|它们|它|全图|整张|组|整组|套|在|:",
    ),
)

_ASPECTS: Final[tuple[tuple[str, frozenset[Operation]], ...]] = (
    ("colour|colours|color|colors|hue|hues|cast|颜色|色彩|色", _COLOUR),
    ("tone|tones|light|lighting|lights|色调|影调|光线|光照|光|灯光", _BOTH),
)

_MATCHES: Final[tuple[tuple[str, bool], ...]] = (
    (
        "match|matching|matches|matched|same|like|equal|equalise|equalize|align|adapt|"
        "匹配|对齐|参照|按照|相同|一样",
        False,
    ),
    (
        "unify|unified|harmonise|harmonize|harmonised|consistent|consistently|uniform|even|"
        "even out|统一|一致|保持一致|协调",
        True,
    ),
)


def _entries() -> Iterator[tuple[str, Term]]:
    for words, term in _DEEDS:
        yield from ((word, term) for word in words.split("|"))
    for words, strength, follows in _STRENGTHS:
        term = Term(kind=Kind.STRENGTH, strength=strength, follows=follows)
        yield from ((word, term) for word in words.split("|"))
    for kind, words in _PLAIN:
        yield from ((word, Term(kind=kind)) for word in words.split("|"))
    for words, aspects in _ASPECTS:
        term = Term(kind=Kind.ASPECT, aspects=aspects)
        yield from ((word, term) for word in words.split("|"))
    for words, is_whole in _MATCHES:
        term = Term(kind=Kind.MATCH, is_whole=is_whole)
        yield from ((word, term) for word in words.split("|"))


TERMS: Final[dict[str, Term]] = dict(_entries())
"""Every word and phrase, in small letters, articles left out."""

LONGEST: Final = max(len(word) for word in TERMS)

ABILITIES: Final = (
    "match the colours / exposure / light to the first picture, white balance, brighter, darker, "
    "more or less contrast, warmer, cooler, saturate, desaturate, golden hour, spring, summer, "
    "autumn, winter, black and white, sepia, sharpen, denoise, vignette; "
    "slightly, strongly, half, 30 %"
)
ABILITIES_ZH: Final = (
    "匹配第一张图的颜色 / 曝光 / 光线、白平衡、更亮、更暗、提高或降低对比度、更暖、更冷、"
    "提高或降低饱和度、黄金时刻、春天、夏天、秋天、冬天、黑白、怀旧、锐化、去噪、暗角；稍微、强烈、一半、30%"
)
