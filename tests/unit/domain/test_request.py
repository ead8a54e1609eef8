"""How a request may move, and what makes two frames the same purchase."""

import pytest

from seedream_desktop.domain.errors import Billed, OutcomeUnknown, Refused
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, FrameKey, ImageId, ModelId, ProviderId
from seedream_desktop.domain.keys import FrameKeys, original, repeat_of, repeated
from seedream_desktop.domain.request import (
    ALLOWED,
    IN_FLIGHT,
    OPEN,
    RequestState,
    Target,
    Trouble,
    may_move,
)

S = RequestState


def reachable(state: RequestState) -> set[RequestState]:
    found: set[RequestState] = set()
    ahead = [state]
    while ahead:
        for to in ALLOWED[ahead.pop()]:
            if to not in found:
                found.add(to)
                ahead.append(to)
    return found


def test_the_table_says_something_about_every_state() -> None:
    assert set(ALLOWED) == set(RequestState)


def test_every_state_is_reached_from_the_queue_and_leads_to_an_end() -> None:
    assert reachable(S.QUEUED) == set(RequestState)
    ends = {state for state, onward in ALLOWED.items() if not onward}
    assert ends == {S.DONE, S.FAILED, S.CANCELLED}
    for state in OPEN:
        assert reachable(state) & ends
    assert set(RequestState) - ends == OPEN


@pytest.mark.parametrize("state", sorted(IN_FLIGHT - {S.SENDING}))
def test_nothing_that_may_be_paid_for_goes_back_into_the_queue(state: RequestState) -> None:
    assert reachable(state).isdisjoint({S.QUEUED, S.PREPARING, S.SENDING})


def test_only_a_submission_that_bought_nothing_may_wait_again() -> None:
    back = {state for state in RequestState if may_move(state, S.QUEUED)}
    assert back == {S.PREPARING, S.SENDING}


def test_doubt_comes_from_sending_only_and_ends_by_word_of_the_service_or_the_user() -> None:
    assert {s for s in RequestState if may_move(s, S.IN_DOUBT)} == {S.SENDING}
    assert ALLOWED[S.IN_DOUBT] == {S.ACCEPTED, S.COLLECTING, S.FAILED, S.CANCELLED}


def test_a_request_that_is_sent_cannot_be_cancelled() -> None:
    for state in (S.SENDING, S.ACCEPTED, S.COLLECTING):
        assert not may_move(state, S.CANCELLED)


def test_trouble_repeats_an_error_s_code_and_figures_and_the_word_on_the_money() -> None:
    told = Trouble.of(OutcomeUnknown("outcome_unknown", cause="reset"))
    assert (told.code, told.params, told.billed) == (
        "outcome_unknown",
        {"cause": "reset"},
        Billed.UNKNOWN,
    )
    assert Trouble.of(Refused("refused"), Billed.YES).billed is Billed.YES


FACTS: dict[str, object] = {
    "provider": ProviderId("ws"),
    "model": ModelId("m"),
    "prompt": "warm",
    "size": None,
    "options": {"output_format": "png", "resolution": "2k"},
    "anchors": (Digest("a1"), Digest("a2")),
    "carried": None,
    "own": Digest("own"),
    "target": Target(ImageId("im-1")),
}


def key(**changes: object) -> FrameKey:
    facts = {**FACTS, **changes}
    carried, own, target = (facts.pop(name) for name in ("carried", "own", "target"))
    return FrameKeys(**facts).key(carried, own, target.take)  # type: ignore[arg-type, attr-defined]


@pytest.mark.parametrize(
    "change",
    [
        {"provider": ProviderId("other")},
        {"model": ModelId("n")},
        {"prompt": "cold"},
        {"size": Size(10, 20)},
        {"options": {"output_format": "jpeg", "resolution": "2k"}},
        {"anchors": (Digest("a2"), Digest("a1"))},
        {"anchors": ()},
        {"carried": Digest("c")},
        {"own": Digest("else")},
        {"own": None},
        {"target": Target(ImageId("im-1"), 1)},
    ],
)
def test_a_key_changes_with_everything_that_decides_the_picture(
    change: dict[str, object],
) -> None:
    assert key(**change) != key()


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": "  warm\n"},
        {"options": {"resolution": "2k", "output_format": "png"}},
        {"target": Target(ImageId("im-2"))},
    ],
)
def test_a_key_does_not_change_with_what_decides_nothing(change: dict[str, object]) -> None:
    assert key(**change) == key()


def test_what_is_bought_anew_has_a_key_of_its_own_that_tells_what_it_repeats() -> None:
    again = repeated(key(), 2)
    assert again != key()
    assert (original(again), repeat_of(again)) == (key(), 2)
    assert (original(key()), repeat_of(key()), repeated(key(), 0)) == (key(), 0, key())


def test_a_width_is_not_taken_for_a_height() -> None:
    assert key(size=Size(10, 20)) != key(size=Size(20, 10))


def test_keys_are_the_same_in_every_version_of_this_program() -> None:
    """A key that changed would have every frame of every library bought again."""
    assert key() == KNOWN_KEY


KNOWN_KEY = FrameKey("ada65ce0a44340f9aaa03f2f3284d9a4b317be6a9fcb96851e0d19be11338e36")
