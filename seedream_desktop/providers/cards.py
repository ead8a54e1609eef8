"""Reads card files into cards: strict, dated, every figure with its source."""

from collections.abc import Mapping
from dataclasses import replace
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
    ModelFigures,
    Reader,
    RegionFigures,
    SizeFigures,
)

_WITH_REFERENCES: Final = frozenset({ModelKind.EDIT, ModelKind.EDIT_SEQUENTIAL})
_WITH_MANY_OUTPUTS: Final = frozenset({ModelKind.SEQUENTIAL, ModelKind.EDIT_SEQUENTIAL})

Value = TypeVar("Value")
Default = TypeVar("Default")


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
            region_titles={name: region.title.value for name, region in regions.items()},
        )
        for name, card in cards.items()
    )
    return replace(first, elsewhere={card.region: card for card in others})


def _card(reader: Reader) -> Card:
    file = reader.file
    models = _models(reader)
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
        ),
        inputs=InputRule(
            bytes_max=file.inputs.bytes_max.value,
            edge_min_px=file.inputs.edge_min_px.value,
            edge_max_px=file.inputs.edge_max_px.value,
            pixels_max=file.inputs.pixels_max.value,
            aspect_max=file.inputs.aspect_max.value,
            order_bytes_max=_of(file.inputs.order_bytes_max, 0),
        ),
        recovery=file.recovery.value,
        history_s=_of(file.history_s, 0),
        upload_lifetime_s=_of(file.upload_lifetime_s, 0),
        output_lifetime_s=_of(file.output_lifetime_s, 0),
        tells_charge_late=_of(file.tells_charge_late, False),
        is_local=file.is_local,
        default_family=file.default_family,
        enhancer=_enhancer(reader),
        key_url=_of(file.key_url, ""),
        references_inside=_of(file.references_inside, False),
        provenance=reader.provenance,
    )


def _regions(reader: Reader) -> dict[str, RegionFigures]:
    """Return the regions in the file's order, the first being the default."""
    regions = reader.file.regions
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


def _models(reader: Reader) -> tuple[ModelCard, ...]:
    models: dict[ModelId, ModelCard] = {}
    for family, table in reader.families.items():
        where = f"families.{family}"
        shared = reader.figures({k: v for k, v in table.items() if k != "models"}, where)
        kinds = table.get("models", {})
        if not isinstance(kinds, Mapping) or not kinds:
            raise reader.broken(f"{where}.models", "a family needs at least one model")
        for kind, own in kinds.items():
            model = _model(reader, shared, family, kind, own)
            if model.id in models:
                raise reader.broken(f"{where}.models.{kind}.id", "two models have this id")
            models[model.id] = model
    return tuple(models.values())


def _model(reader: Reader, shared: ModelFigures, family: str, word: str, table: Any) -> ModelCard:
    where = f"families.{family}.models.{word}"
    if word not in set(ModelKind):
        raise reader.broken(where, f"no kind {word!r}: one of {', '.join(ModelKind)}")
    model_id = table.get("id") if isinstance(table, dict) else None
    if not isinstance(model_id, str) or not model_id:
        raise reader.broken(f"{where}.id", "a model needs an id")
    own = reader.figures({k: v for k, v in table.items() if k != "id"}, where)
    kind, figures = ModelKind(word), own.under(shared)

    def needed(name: str) -> Any:
        figure = getattr(figures, name)
        if figure is UNSET:
            raise reader.broken(f"{where}.{name}", f"missing here and in families.{family}")
        return figure.value

    try:
        return ModelCard(
            id=ModelId(model_id),
            family=family,
            kind=kind,
            references_max=needed("references_max") if kind in _WITH_REFERENCES else 0,
            outputs_max=needed("outputs_max") if kind in _WITH_MANY_OUTPUTS else 1,
            total_max=needed("total_max"),
            size=_size_rule(figures.size),
            price=Price(
                per_output_micros=micros_from_usd(needed("price_per_output_usd")),
                billing=needed("billing"),
            ),
            size_default=_size(figures.size_default),
            takes_size=_of(figures.takes_size, True),
            sizes_follow_inputs=_of(figures.sizes_follow_inputs, False),
            takes_plain_prompt=_of(figures.takes_plain_prompt, False),
            output_formats=_of(figures.output_formats, ()),
            options=_of(figures.options, {}),
        )
    except ValueError as error:
        raise reader.broken(where, str(error)) from error


def _size_rule(figures: SizeFigures) -> SizeRule:
    names = [name for name in figures.__struct_fields__ if name != "presets"]
    given = {name: _of(getattr(figures, name), None) for name in names}
    presets = tuple(Size.parse(preset) for preset in _of(figures.presets, ()))
    known = {name: value for name, value in given.items() if value is not None}
    rule = SizeRule(**known, presets=presets)
    if rule.edge_min_px > rule.edge_max_px or rule.pixels_min > rule.pixels_max:
        raise ValueError("no size is within these bounds")
    return rule


def _size(figure: Figure[str] | UnsetType) -> Size | None:
    return None if isinstance(figure, UnsetType) else Size.parse(figure.value)


def _of(figure: Figure[Value] | UnsetType, otherwise: Default) -> Value | Default:
    return otherwise if isinstance(figure, UnsetType) else figure.value
