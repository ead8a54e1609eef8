"""Reads card files into cards: strict, dated, every figure with its source."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from msgspec import UNSET, UnsetType

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.card import (
    AccountRule,
    Card,
    EnhancerRule,
    InputRule,
    ModelCard,
    ModelKind,
    Price,
    Provenance,
)
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.geometry import Size, SizeRule
from seedream_desktop.domain.ids import ModelId, ProviderId
from seedream_desktop.domain.money import micros_from_usd
from seedream_desktop.providers._card_file import (
    Figure,
    InputChanges,
    ModelFigures,
    Reader,
    RegionFigures,
    SizeFigures,
)

_WITH_REFERENCES: Final = frozenset({ModelKind.EDIT, ModelKind.EDIT_SEQUENTIAL})
_WITH_MANY_OUTPUTS: Final = frozenset({ModelKind.SEQUENTIAL, ModelKind.EDIT_SEQUENTIAL})

Value = TypeVar("Value")
Default = TypeVar("Default")


@cache  # a rehearsal is made of its service's card, and reading one takes some milliseconds
def bundled_card(provider: ProviderId) -> Card:
    """Return the card that came with the program. Raises UserFixable when there is none."""
    return read_card(bundled("cards", f"{provider}.toml"))


def read_card(path: Path) -> Card:
    """Read one card file.

    Raises UserFixable that names the file and, within it, the dotted path of what is wrong: a
    figure without as_of or source, an unknown key, a value that makes no sense.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserFixable("card_unreadable", file=str(path)) from error
    return parse_card(text, path.name)


def parse_card(text: str, file_name: str) -> Card:
    """Make a card of a file's text; see read_card()."""
    reader = Reader(text, file_name)
    regions = _regions(reader)
    if not regions:
        return _card(reader)
    cards = {name: _card(reader.within(name)) for name in regions}
    first, *others = (
        replace(
            card,
            regions=tuple(regions),
            region=name,
            currency=_of(regions[name].currency, card.currency),
            key_url=_of(regions[name].key_url, card.key_url),
            region_titles={name: region.title.value for name, region in regions.items()},
        )
        for name, card in cards.items()
    )
    return replace(first, elsewhere={card.region: card for card in others})


def _card(reader: Reader) -> Card:
    file = reader.file
    inputs = _inputs(reader)
    models = _models(reader, inputs)
    if file.default_family not in {model.family for model in models}:
        raise reader.broken("default_family", f"no family {file.default_family!r}")
    return Card(
        provider=ProviderId(file.provider),
        title=file.title,
        as_of=file.as_of,
        models=models,
        account=AccountRule(
            parallel=file.account.parallel.value,
            per_minute=_of(file.account.per_minute, 0),
            images_per_minute=_of(file.account.images_per_minute, 0),
        ),
        inputs=inputs,
        recovery=file.recovery.value,
        history_s=_of(file.history_s, 0),
        upload_lifetime_s=_of(file.upload_lifetime_s, 0),
        output_lifetime_s=_of(file.output_lifetime_s, 0),
        poll_s=_of(file.poll_s, 0.0),
        tells_charge_late=_of(file.tells_charge_late, False),
        is_local=file.is_local,
        default_family=file.default_family,
        enhancer=_enhancer(reader),
        key_url=_of(file.key_url, ""),
        references_inside=_of(file.references_inside, False),
        currency=_of(file.currency, "USD"),
        credits_per_usd=_of(file.credits_per_usd, 0),
        provenance=reader.provenance,
    )


def _regions(reader: Reader) -> dict[str, RegionFigures]:
    """Return the regions in the file's order, the first being the default."""
    regions = reader.regions
    for name, region in regions.items():
        families = region.families
        unknown = () if isinstance(families, UnsetType) else set(families) - set(reader.families)
        for family in sorted(unknown):
            raise reader.broken(f"regions.{name}.families.{family}", "no family of this name")
    return regions


def figure_path(model: ModelCard, figure: str) -> str:
    """Return the dotted path at which a figure stands that holds for one model alone."""
    return f"families.{model.family}.models.{model.kind.value}.{figure}"


def provenance_of(card: Card, model: ModelCard, figure: str) -> Provenance | None:
    """Return where a model's figure ("references_max", "size.edge_min_px") was read."""
    own = card.provenance.get(figure_path(model, figure))
    return own or card.provenance.get(f"families.{model.family}.{figure}")


def _enhancer(reader: Reader) -> EnhancerRule | None:
    figures = reader.file.enhancer
    if isinstance(figures, UnsetType):
        return None
    try:
        price_micros = micros_from_usd(figures.price_usd.value)
    except ValueError as error:
        raise reader.broken("enhancer.price_usd", str(error)) from error
    model = ModelId(figures.model.value)
    return EnhancerRule(model=model, price_micros=price_micros, styles=_of(figures.styles, ()))


def _inputs(reader: Reader) -> InputRule:
    figures = reader.file.inputs
    return InputRule(
        bytes_max=figures.bytes_max.value,
        edge_min_px=figures.edge_min_px.value,
        edge_max_px=figures.edge_max_px.value,
        pixels_max=figures.pixels_max.value,
        aspect_max=figures.aspect_max.value,
        order_bytes_max=_of(figures.order_bytes_max, 0),
        formats=_formats(reader),
        takes_alpha=_of(figures.takes_alpha, False),
    )


def _models(reader: Reader, inputs: InputRule) -> tuple[ModelCard, ...]:
    models: dict[ModelId, ModelCard] = {}
    for family, table in reader.families.items():
        where = f"families.{family}"
        shared = reader.figures({k: v for k, v in table.items() if k != "models"}, where)
        kinds = table.get("models", {})
        if not isinstance(kinds, Mapping) or not kinds:
            raise reader.broken(f"{where}.models", "a family needs at least one model")
        for kind, own in kinds.items():
            model = _model(reader, shared, inputs, (family, kind), own)
            if model.id in models:
                raise reader.broken(f"{where}.models.{kind}.id", "two models have this id")
            models[model.id] = model
    return tuple(models.values())


def _id(reader: Reader, where: str, word: str, table: Any) -> ModelId:
    if word not in set(ModelKind):
        raise reader.broken(where, f"no kind {word!r}: one of {', '.join(ModelKind)}")
    model_id = table.get("id") if isinstance(table, dict) else None
    if not isinstance(model_id, str) or not model_id:
        raise reader.broken(f"{where}.id", "a model needs an id")
    return ModelId(model_id)


def _model(
    reader: Reader, shared: ModelFigures, inputs: InputRule, place: tuple[str, str], table: Any
) -> ModelCard:
    family, word = place
    where = f"families.{family}.models.{word}"
    model_id = _id(reader, where, word, table)
    own = reader.figures({k: v for k, v in table.items() if k != "id"}, where)
    kind, figures = ModelKind(word), own.under(shared)

    def needed(name: str) -> Any:
        figure = getattr(figures, name)
        if figure is UNSET:
            raise reader.broken(f"{where}.{name}", f"missing here and in families.{family}")
        return figure.value

    try:
        return ModelCard(
            id=model_id,
            family=family,
            kind=kind,
            references_max=needed("references_max") if kind in _WITH_REFERENCES else 0,
            outputs_max=needed("outputs_max") if kind in _WITH_MANY_OUTPUTS else 1,
            total_max=needed("total_max"),
            size=_size_rule(figures.size),
            price=_price(figures, needed),
            size_default=_size(figures.size_default),
            takes_size=_of(figures.takes_size, True),
            sizes_follow_inputs=_of(figures.sizes_follow_inputs, False),
            takes_plain_prompt=_of(figures.takes_plain_prompt, False),
            output_formats=_of(figures.output_formats, ()),
            prompt_max=_of(figures.prompt_max, 0),
            inputs=_changed(inputs, figures.inputs),
            tier_sizes={t: _sizes(s) for t, s in _of(figures.tier_sizes, {}).items()},
            aspect_ratios=_of(figures.aspect_ratios, ()),
            options=_of(figures.options, {}),
        )
    except ValueError as error:
        raise reader.broken(where, str(error)) from error


def _changed(inputs: InputRule, changes: InputChanges | UnsetType) -> InputRule | None:
    """Return the card's rule with a model's own figures; None where it has none."""
    if isinstance(changes, UnsetType):
        return None
    own = {name: _of(getattr(changes, name), None) for name in changes.__struct_fields__}
    return replace(inputs, **{name: value for name, value in own.items() if value is not None})


def _price(figures: ModelFigures, needed: Callable[[str], Any]) -> Price:
    """Read a price: one for each output, or tiers by its area, and what references add."""
    tiers = tuple(
        (tier.pixels_max, micros_from_usd(tier.usd)) for tier in _of(figures.price_tiers_usd, ())
    )
    if [top for top, _ in tiers] != sorted({top for top, _ in tiers}):
        raise ValueError("the tiers of a price rise by pixels_max")
    return Price(
        per_output_micros=0 if tiers else micros_from_usd(needed("price_per_output_usd")),
        tiers=tiers,
        per_reference_micros=micros_from_usd(_of(figures.price_per_reference_usd, "0")),
        free_references=_of(figures.free_references, 0),
        billing=needed("billing"),
    )


def _formats(reader: Reader) -> tuple[str, ...]:
    """Read the formats of references; the program sends JPEG, so that has to be among them."""
    formats = _of(reader.file.inputs.formats, ())
    if formats and "jpeg" not in formats:
        raise reader.broken("inputs.formats", "references are sent as jpeg, which is not here")
    return formats


def _size_rule(figures: SizeFigures) -> SizeRule:
    names = figures.__struct_fields__
    given = {name: _of(getattr(figures, name), None) for name in names}
    given["presets"] = _sizes(given["presets"] or ())
    rule = SizeRule(**{name: value for name, value in given.items() if value is not None})
    if rule.edge_min_px > rule.edge_max_px or rule.pixels_min > rule.pixels_max:
        raise ValueError("no size is within these bounds")
    return rule


def _sizes(texts: Iterable[str]) -> tuple[Size, ...]:
    return tuple(Size.parse(text) for text in texts)


def _size(figure: Figure[str] | UnsetType) -> Size | None:
    return None if isinstance(figure, UnsetType) else Size.parse(figure.value)


def _of(figure: Figure[Value] | UnsetType, otherwise: Default) -> Value | Default:
    return otherwise if isinstance(figure, UnsetType) else figure.value
