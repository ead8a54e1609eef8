"""The command `providers`: what each service can do, how safe it is, and its key."""

import argparse
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from seedream_desktop.app.cli.reporter import Reporter
from seedream_desktop.app.wiring import App
from seedream_desktop.domain.card import Card, ModelCard
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.money import usd_text
from seedream_desktop.domain.rehearsal import REHEARSAL, Scenario
from seedream_desktop.settings.keys import KeyState, KeyStatus, needs_key, variable_of
from seedream_desktop.ui import text
from seedream_desktop.ui.figures import columns, padded
from seedream_desktop.ui.offers import facts_of, least_micros, line_of, region_of, words

_GAP = "  "
_OVERVIEW = ("id", "service", "from", "in", "out", "lost", "key", "figures")
_MODELS = ("model", "kind", "in", "out", "total", "sizes", "formats", "price")


async def providers(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream providers`: all of them in a table; with an id, all about one."""
    if asked.plugins or asked.enable or asked.disable:
        return _plugins(app, asked, say)
    today = datetime.fromtimestamp(app.clock.now(), tz=UTC).date()
    if asked.provider == REHEARSAL:
        return _scenarios(app, say)
    if asked.provider:
        card = card_of(app, asked.provider)
        keys = await _keys(app, [card])
        facts = _card_facts(card, today, keys.get(card.provider))
        models = {"models": [_model_facts(model) for model in card.models]}
        say.result(_about(card, today, keys.get(card.provider)), facts | models)
        return 0
    cards = [card for card in app.cards.values() if card.rehearses is None]
    keys = await _keys(app, cards)
    facts = {"providers": [_card_facts(card, today, keys.get(card.provider)) for card in cards]}
    say.result(_overview(cards, today, keys), facts)
    return 0


def _scenarios(app: App, say: Reporter) -> int:
    """Tell how a service is rehearsed, and everything that can be made to happen."""
    services = [card for card in app.cards.values() if card.rehearses is not None]
    rows = [
        [scenario.value, text.text(scenario.value, section="scenarios")] for scenario in Scenario
    ]
    lines = [text.line("rehearsal_about"), "", *(f"{_GAP}{line}" for line in _table(rows)), ""]
    lines += [f"{_GAP}{line}" for line in _table([[c.provider, c.title] for c in services])]
    facts = {
        "rehearsals": [
            {"provider": card.provider, "rehearses": card.rehearses, "title": card.title}
            for card in services
        ],
        "scenarios": [{"scenario": name, "what": what} for name, what in rows],
    }
    say.result("\n".join([*lines, "", text.line("rehearsal_hint")]), facts)
    return 0


def _plugins(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """List other packages' services, or switch one on or off; they count from the next start."""
    from seedream_desktop.app.plugins import found, load

    there = {plugin.name: plugin for plugin in found()}
    settings = app.settings.current
    on = set(settings.plugins)
    if asked.enable:
        if asked.enable not in there:
            names = ", ".join(there) or "–"
            raise UserFixable("plugin_missing", plugin=asked.enable, plugins=names)
        load(ProviderId(asked.enable), set(app.cards) - on)
        on.add(ProviderId(asked.enable))
    on.discard(ProviderId(asked.disable or ""))
    if on != set(settings.plugins):
        app.settings.save(replace(settings, plugins=tuple(sorted(on))))
    rows = [
        {"provider": name, "package": p.package, "version": p.version, "enabled": name in on}
        for name, p in there.items()
    ]
    lines = [
        words(
            "plugin_on" if name in on else "plugin_off",
            name=name,
            package=p.package,
            version=p.version,
        )
        for name, p in there.items()
    ]
    lines.append(text.line("offers_plugins_hint") if there else words("plugins_none"))
    say.result("\n".join(lines), {"plugins": rows})
    return 0


def card_of(app: App, name: str) -> Card:
    """Return a provider's card. Raises UserFixable when there is none."""
    card = app.cards.get(ProviderId(name))
    if card is None:
        raise UserFixable("unknown_provider", provider=name, providers=", ".join(app.cards))
    return card


async def _keys(app: App, cards: Iterable[Card]) -> dict[ProviderId, KeyStatus]:
    remote = [card.provider for card in cards if needs_key(card.provider)]
    return {status.provider: status for status in await app.vault.list_keys(remote)}


def _overview(cards: Sequence[Card], today: date, keys: dict[ProviderId, KeyStatus]) -> str:
    rows = [[words(f"column_{name}") for name in _OVERVIEW]]
    for card in cards:
        lost = "short_local" if card.is_local else f"short_{card.recovery.value}"
        price = least_micros(card.models)
        region = f" ({card.region})" if card.region else ""
        mark = " !" if card.is_stale(today) else ""
        rows.append(
            [
                card.provider,
                card.title + region,
                words("price_each", price=price) if price else words("price_free"),
                str(max(model.references_max for model in card.models)),
                str(max(model.outputs_max for model in card.models)),
                words(lost),
                _key_short(keys.get(card.provider)),
                card.as_of.isoformat() + mark,
            ]
        )
    hints = [text.line("offers_one_hint"), text.line("rehearsal_hint")]
    if any(card.is_stale(today) for card in cards):
        hints.insert(0, words("stale_hint"))
    return "\n".join([*_table(rows), "", *hints])


def _about(card: Card, today: date, key: KeyStatus | None) -> str:
    captions = list(facts_of(card, today))
    if key is not None:
        captions.insert(0, (words("fact_key"), _key_words(card, key)))
    if card.regions:
        others = "; ".join(
            f"{name}, {card.region_titles.get(name, name)}"
            for name in card.regions
            if name != card.region
        )
        line = words("region_line", title=region_of(card), region=card.region, others=others)
        captions.insert(0, (words("fact_region"), line))
    wide = max((columns(caption) for caption, _ in captions), default=0)
    lines = [f"{card.title} ({card.provider})"]
    lines += [f"{_GAP}{padded(caption, wide)}{_GAP}{value}" for caption, value in captions]
    rows = [[words(f"column_{name}") for name in _MODELS]]
    for model in card.models:
        said = line_of(model)
        rows.append(
            [
                *(said.model, said.kind, said.references, said.outputs, said.total),
                *(said.sizes, said.formats, said.price),
            ]
        )
    return "\n".join([*lines, "", *_table(rows)])


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines whose columns stand one under the other."""
    wide = [max(columns(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        _GAP.join(padded(cell, width) for cell, width in zip(row, wide, strict=True)).rstrip()
        for row in rows
    ]


def _key_short(key: KeyStatus | None) -> str:
    if key is None:
        return "–"
    names = {KeyState.PRESENT: "key_short_there", KeyState.LOCKED: "key_short_locked"}
    return words(names.get(key.state, "key_short_none"))


def _key_words(card: Card, key: KeyStatus) -> str:
    variable = variable_of(card.provider)
    if key.state is KeyState.PRESENT:
        said = words("key_there", tail=f"…{key.tail}" if key.tail else "…", place=key.store)
    elif key.state is KeyState.LOCKED:
        said = words("key_locked")
    elif key.state is KeyState.UNAVAILABLE:
        said = words("key_no_store", variable=variable)
    else:
        said = text.line("offers_key_none", provider=card.provider, variable=variable)
    return f"{said}. {words('key_region')}" if card.regions else said


def _card_facts(card: Card, today: date, key: KeyStatus | None) -> dict[str, Any]:
    return {
        "provider": card.provider,
        **({"rehearses": card.rehearses, "money": "play"} if card.rehearses else {}),
        "title": card.title,
        "price": usd_text(least_micros(card.models)),
        "references": max(model.references_max for model in card.models),
        "outputs": max(model.outputs_max for model in card.models),
        "recovery": card.recovery.value,
        "recovery_text": words(f"lost_{card.recovery.value}"),
        "region": card.region,
        "regions": {name: card.region_titles.get(name, name) for name in card.regions},
        "key": None if key is None else key.state.value,
        "key_source": key.source.value if key is not None and key.source is not None else "",
        "key_variable": variable_of(card.provider),
        "families": list(card.families),
        "parallel": card.account.parallel,
        "per_minute": card.account.per_minute,
        "images_per_minute": card.account.images_per_minute,
        "currency": card.currency,
        "credits_per_usd": card.credits_per_usd,
        "references_inside": card.references_inside,
        "input_formats": list(card.inputs.formats),
        "input_bytes_max": card.inputs.bytes_max,
        "output_lifetime_s": card.output_lifetime_s,
        "as_of": card.as_of.isoformat(),
        "age_days": (today - card.as_of).days,
        "stale": card.is_stale(today),
    }


def _model_facts(model: ModelCard) -> dict[str, Any]:
    line, price = line_of(model), model.price
    return {
        "model": model.id,
        "family": model.family,
        "kind": model.kind.value,
        "references": model.references_max,
        "outputs": model.outputs_max,
        "total": model.total_max,
        "size": line.sizes,
        "sizes": [str(size) for size in model.size.presets],
        "formats": list(model.output_formats),
        "price": usd_text(least_micros([model])),
        "price_text": line.price,
        "price_tiers": [
            {"pixels_max": top, "usd": usd_text(micros)} for top, micros in price.tiers
        ],
        "price_per_reference": usd_text(price.per_reference_micros),
        "billing": price.billing.value,
    }
