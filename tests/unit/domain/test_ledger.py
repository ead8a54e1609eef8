"""What ledger rows add up to."""

from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.ids import ProviderId, RequestId, RunId
from seedream_desktop.domain.ledger import Balance, Entry, EntryKind, balance


def entry(kind: EntryKind, amount_micros: int) -> Entry:
    return Entry(
        id=1,
        request=RequestId("rq"),
        run=RunId("run"),
        provider=ProviderId("ws"),
        attempt=1,
        kind=kind,
        amount_micros=amount_micros,
        at=0.0,
        counted_at=0.0,
    )


LIVES = st.tuples(
    st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(["open", "settled", "doubt"])
)


@given(st.lists(LIVES, max_size=20))
def test_exposure_is_what_is_spent_and_what_may_yet_be(lives: list[tuple[int, int, str]]) -> None:
    rows = []
    spent = may_be = 0
    for a, b, fate in lives:
        reserved, charged = max(a, b), min(a, b)
        rows.append(entry(EntryKind.RESERVED, reserved))
        if fate == "settled":
            rows.append(entry(EntryKind.SPENT, charged))
            rows.append(entry(EntryKind.RELEASED, reserved - charged))
            spent += charged
        else:
            may_be += reserved
        if fate == "doubt":
            rows.append(entry(EntryKind.IN_DOUBT, reserved))
    total = balance(rows)
    assert total.spent_micros == spent
    assert total.open_micros == may_be
    assert total.exposure_micros == spent + may_be


def test_no_rows_are_no_money() -> None:
    assert balance([]) == Balance()
    assert balance([]).exposure_micros == 0
