"""The commands about services: providers and keys."""

import argparse
import asyncio
import sys
from datetime import UTC, date, datetime
from typing import Any

from seedream_desktop.app.cli.questions import secret
from seedream_desktop.app.cli.reporter import Reporter
from seedream_desktop.app.wiring import App
from seedream_desktop.domain.card import Card, ModelCard
from seedream_desktop.domain.errors import AccountRefused, UserFixable
from seedream_desktop.domain.geometry import SizeRule
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.money import usd_text
from seedream_desktop.engine.services import refused_here
from seedream_desktop.ports.world import Secret
from seedream_desktop.settings.keys import VARIABLES, KeySource
from seedream_desktop.ui import text


async def providers(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream providers`: the cards; with an id, all models of one."""
    if asked.provider:
        card = _card(app, asked.provider)
        facts = {**_card_facts(card), "models": [_model_facts(model) for model in card.models]}
        lines = [text.line("provider_row", **_card_line(card))]
        lines += [text.line("provider_model", **_model_facts(model)) for model in card.models]
        if card.is_stale(_today()):
            lines.append(text.line("provider_stale"))
        say.result("\n".join(lines), facts)
        return 0
    lines = [text.line("provider_row", **_card_line(card)) for card in app.cards.values()]
    say.result("\n".join(lines), {"providers": [_card_facts(card) for card in app.cards.values()]})
    return 0


async def keys(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream keys`. A key is read from standard input, never from an argument."""
    if asked.action == "list":
        return await _list_keys(app, say)
    if not asked.provider:
        raise UserFixable("provider_missing")
    card = _card(app, asked.provider)
    if card.is_local:
        say.result(text.line("key_not_needed", provider=card.title), {"provider": card.provider})
        return 0
    action = {"set": _set_key, "test": _test_key, "delete": _delete_key}[asked.action]
    return await action(app, card, say)


async def _list_keys(app: App, say: Reporter) -> int:
    rows = []
    for card in app.cards.values():
        if card.is_local:
            continue
        status = await app.vault.status(card.provider)
        rows.append(
            {
                "provider": card.provider,
                "state": status.state.value,
                "tail": status.tail,
                "source": status.source.value if status.source is not None else "",
            }
        )
    say.result("\n".join(text.line("key_row", **row) for row in rows), {"keys": rows})
    return 0


async def _set_key(app: App, card: Card, say: Reporter) -> int:
    if sys.stdin.isatty():
        value = secret(text.line("ask_key", provider=card.title))
    else:
        value = await asyncio.to_thread(sys.stdin.readline)
    status = await app.vault.set_key(card.provider, Secret(value))
    store = await app.vault.store_name()
    facts = {"provider": card.provider, "store": store, "tail": status.tail}
    if status.source is not KeySource.STORE:
        variable = VARIABLES[card.provider]
        facts["kept"] = ""
        say.result(text.line("key_for_session", variable=variable), facts)
        return 1
    say.result(text.line("key_kept", provider=card.title, store=store), facts)
    return 0


async def _test_key(app: App, card: Card, say: Reporter) -> int:
    try:
        balance = await app.providers[card.provider].check_account()
    except AccountRefused as error:
        raise refused_here(error, card) from error
    facts: dict[str, Any] = {"provider": card.provider, "works": True}
    if balance is None:
        say.result(text.line("key_works", provider=card.title), facts)
    else:
        facts["balance_usd"] = usd_text(balance)
        said = text.line("key_works_balance", provider=card.title, balance=usd_text(balance))
        say.result(said, facts)
    return 0


async def _delete_key(app: App, card: Card, say: Reporter) -> int:
    was_there = await app.vault.delete_key(card.provider)
    store = await app.vault.store_name()
    facts = {"provider": card.provider, "store": store, "deleted": was_there}
    code = "key_deleted" if was_there else "key_none"
    say.result(text.line(code, provider=card.title, store=store), facts)
    return 0


def _card(app: App, name: str) -> Card:
    card = app.cards.get(ProviderId(name))
    if card is None:
        raise UserFixable("unknown_provider", provider=name, providers=", ".join(app.cards))
    return card


def _card_line(card: Card) -> dict[str, str | int]:
    return {
        "provider": card.provider,
        "title": card.title,
        "price": usd_text(min(_price(model) for model in card.models)),
        "references": max(model.references_max for model in card.models),
        "recovery": text.text(card.recovery.value, section="recovery"),
        "as_of": card.as_of.isoformat(),
    }


def _card_facts(card: Card) -> dict[str, Any]:
    return {
        **_card_line(card),
        "recovery": card.recovery.value,
        "families": list(card.families),
        "parallel": card.account.parallel,
        "per_minute": card.account.per_minute,
        "stale": card.is_stale(_today()),
    }


def _model_facts(model: ModelCard) -> dict[str, Any]:
    return {
        "model": model.id,
        "family": model.family,
        "kind": model.kind.value,
        "references": model.references_max,
        "outputs": model.outputs_max,
        "size": _size_text(model.size) if model.takes_size else text.line("size_by_option"),
        "price": usd_text(_price(model)),
    }


def _price(model: ModelCard) -> int:
    tiers = [micros for _, micros in model.price.tiers]
    return min(tiers) if tiers else model.price.per_output_micros


def _size_text(rule: SizeRule) -> str:
    if rule.presets:
        return text.line("size_presets", count=len(rule.presets))
    return text.line("size_edges", least=rule.edge_min_px, most=rule.edge_max_px)


def _today() -> date:
    return datetime.now(tz=UTC).date()
