"""The models that the emulated service sells, by region: prices, sizes and counts.

Figures: sheet, 1.2 to 1.5 and 1.9.
"""

from dataclasses import dataclass, replace

from tests.emulator.artist import Pixels

TOTAL_MAX = 15
OUTPUTS_MAX = 15
_DEAREST = 1 << 40

_2K = "2048x2048 2304x1728 1728x2304 2848x1600 1600x2848 2496x1664 1664x2496 3136x1344 1344x3136"
_3K = "3072x3072 3456x2592 2592x3456 4096x2304 2304x4096 3744x2496 2496x3744 4704x2016 2016x4704"
_4K = "4096x4096 4704x3520 3520x4704 5504x3040 3040x5504 4992x3328 3328x4992 6240x2656 2656x6240"
_1K = "1024x1024 1152x864 864x1152 1280x720 720x1280 1248x832 832x1248 1512x648 648x1512"
_PRO_1K = "1024x1024 1152x864 864x1152 1424x800 800x1424 1248x832 832x1248 1568x672 672x1568"
_PRO_1_5K = (
    "1536x1536 1792x1344 1344x1792 2048x1152 1152x2048 1872x1248 1248x1872 2352x1008 1008x2352"
)
_PRO_2K = (
    "2048x2048 2368x1776 1776x2368 2816x1584 1584x2816 2496x1664 1664x2496 3136x1344 1344x3136"
)


def _sizes(text: str) -> tuple[Pixels, ...]:
    return tuple((int(w), int(h)) for w, _, h in (size.partition("x") for size in text.split()))


@dataclass(frozen=True, kw_only=True)
class Model:
    """One model. tiers are (largest area in pixels, micro-dollars an output), by rising area.

    keywords are the words for a size, with the sizes that each may turn out as; area bounds those
    in pixels. fields are those that not every model takes. inputs_free are the references that
    cost nothing, input_micros what each further one does.
    """

    id: str
    tiers: tuple[tuple[int, int], ...]
    keywords: dict[str, tuple[Pixels, ...]]
    area: tuple[int, int]
    default: str
    references_max: int
    fields: frozenset[str] = frozenset()
    input_micros: int = 0
    inputs_free: int = 1
    aliases: tuple[str, ...] = ()

    @property
    def has_groups(self) -> bool:
        """Whether it makes several pictures, and streams."""
        return "stream" in self.fields

    def cost_micros(self, outputs: int, references: int, size: Pixels) -> int:
        """Return what so many pictures cost; nothing if there are none."""
        if not outputs:
            return 0
        each = next(micros for top, micros in self.tiers if size[0] * size[1] <= top)
        return outputs * each + max(0, references - self.inputs_free) * self.input_micros


_GROUPS = frozenset(
    {"sequential_image_generation", "sequential_image_generation_options", "stream"}
)
_SINGLE = frozenset({"output_format", "background", "layer_decomposition"})

LITE = Model(
    id="seedream-5-0-260128",
    aliases=("seedream-5-0-lite-260128",),
    tiers=((_DEAREST, 35_000),),
    keywords={"2K": _sizes(_2K), "3K": _sizes(_3K), "4K": _sizes(_4K)},
    area=(3_686_400, 16_777_216),
    default="2048x2048",
    references_max=14,
    fields=_GROUPS | {"output_format"},
)
V45 = Model(
    id="seedream-4-5-251128",
    tiers=((_DEAREST, 40_000),),
    keywords={"2K": _sizes(_2K), "4K": _sizes(_4K)},
    area=(3_686_400, 16_777_216),
    default="2048x2048",
    references_max=14,
    fields=_GROUPS,
)
V40 = Model(
    id="seedream-4-0-250828",
    tiers=((_DEAREST, 30_000),),
    keywords={"1K": _sizes(_1K), "2K": _sizes(_2K), "4K": _sizes(_4K)},
    area=(921_600, 16_777_216),
    default="2048x2048",
    references_max=14,
    fields=_GROUPS,
)
PRO = Model(
    id="dola-seedream-5-0-pro-260628",
    tiers=((2_610_000, 45_000), (_DEAREST, 90_000)),
    keywords={"1K": _sizes(_PRO_1K), "1.5K": _sizes(_PRO_1_5K), "2K": _sizes(_PRO_2K)},
    area=(921_600, 4_624_220),
    default="2K",
    references_max=10,
    fields=_SINGLE,
    input_micros=3_000,
)
FLASH = replace(
    PRO, id="dola-seedream-5-0-flash-260915", tiers=((_DEAREST, 18_000),), input_micros=0
)

_CHINA = (
    replace(
        LITE,
        id="doubao-seedream-5-0-260128",
        aliases=("doubao-seedream-5-0-lite-260128",),
    ),
    replace(V45, id="doubao-seedream-4-5-251128"),
    replace(V40, id="doubao-seedream-4-0-250828"),
    replace(PRO, id="doubao-seedream-5-0-pro-260628"),
)
_REGIONS = {"ap": (LITE, V45, V40, PRO, FLASH), "eu": (LITE,), "cn": _CHINA}


def models(region: str) -> dict[str, Model]:
    """Return what a region sells, by id and alias."""
    return {name: model for model in _REGIONS[region] for name in (model.id, *model.aliases)}
