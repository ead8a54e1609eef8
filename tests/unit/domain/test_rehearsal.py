"""Play money: what it is called, and that it never becomes part of a real sum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.ledger import Entry, EntryKind, balance, play, real
from seedream_desktop.domain.money import PlayMicros, total
from seedream_desktop.domain.rehearsal import (
    Scenario,
    is_play,
    marked,
    play_in,
    play_text,
    rehearsal_of,
    rehearsed,
)

AMOUNTS = st.lists(st.tuples(st.integers(0, 10**9), st.booleans()), max_size=20)


def entry(number, amount, provider):
    return Entry(
        id=number,
        request=f"rq-{number}",
        run="run-1",
        provider=provider,
        attempt=1,
        kind=EntryKind.SPENT,
        amount_micros=amount,
        at=1.0,
        counted_at=1.0,
    )


@given(AMOUNTS)
def test_a_sum_is_of_one_kind_of_money(amounts):
    kinds = [PlayMicros(amount) if of_play else amount for amount, of_play in amounts]
    paid = sum(amount for amount, of_play in amounts if not of_play)
    played = sum(amount for amount, of_play in amounts if of_play)
    added = total(kinds)
    assert added == (paid or played)
    assert isinstance(added, PlayMicros) is (not paid and played > 0)


@given(AMOUNTS)
def test_the_ledgers_rows_fall_into_two_sums(amounts):
    rows = [
        entry(n, amount, "rehearsal:wavespeed" if of_play else "wavespeed")
        for n, (amount, of_play) in enumerate(amounts)
    ]
    assert balance(real(rows)).spent_micros == sum(a for a, of_play in amounts if not of_play)
    assert balance(play(rows)).spent_micros == sum(a for a, of_play in amounts if of_play)


def test_play_money_stays_play_money_and_real_money_is_not_added_to_it():
    cost = PlayMicros(35_000)
    for made in (2 * cost, cost * 2, cost + cost, sum([cost, cost])):
        assert isinstance(made, PlayMicros)
        assert made == 70_000
    assert isinstance(-(-cost * 2 // 3), PlayMicros)
    with pytest.raises(TypeError):
        _ = cost + 1
    with pytest.raises(TypeError):
        _ = 1 + cost


def test_a_rehearsal_is_known_by_its_name():
    name = rehearsal_of("atlascloud")
    assert is_play(name)
    assert rehearsed(name) == "atlascloud"
    assert not is_play("atlascloud")
    assert not is_play("rehearsal")
    assert isinstance(marked(5, name), PlayMicros)
    assert not isinstance(marked(5, "local"), PlayMicros)


@pytest.mark.parametrize("scenario", Scenario)
def test_a_scenario_and_its_seed_go_with_an_order(scenario):
    assert play_in(play_text(scenario.value, 7)) == (scenario, 7)


def test_a_scenario_of_a_later_version_plays_as_if_all_went_well():
    assert play_in("earthquake:3") == (Scenario.OK, 3)
    assert play_in("") == (Scenario.OK, 0)
