"""What Atlas Cloud alone can do wrong, played through the whole program: state and money."""

import pytest

from seedream_desktop.domain.request import RequestState
from tests.contract.subjects.atlascloud import STAGE
from tests.fixtures.matrix import Row, all_well, free, lost
from tests.fixtures.played import played


def ends(ending):
    return lambda _: ending


def well(*plays, **more):
    return Row(plays=plays, ends=ends(all_well(**more)))


def unbilled(*plays, **more):
    return Row(plays=plays, ends=ends(free(**more)))


ROWS = {
    "failed under code 500": unbilled(("failed", {"form": "envelope"})),
    "failed under HTTP 500": unbilled(("failed", {"form": "http"})),
    "moderated under code 500": unbilled(("moderated", {"form": "envelope"})),
    "moderated under HTTP 500": unbilled(("moderated", {"form": "http"})),
    "timed out": unbilled(("ends_as", {"word": "timeout"})),
    # Of these nothing is documented, so they count as spent; the till gave the money back.
    "cancelled": Row(plays=(("ends_as", {"word": "canceled"}),), ends=ends(lost(spent=1, sold=0))),
    "rejected": Row(plays=(("ends_as", {"word": "rejected"}),), ends=ends(lost(spent=1, sold=0))),
    "no money under HTTP 200": unbilled(
        ("no_money", {"form": "200", "times": None}), state=RequestState.QUEUED
    ),
    "the other word of success": well(("succeeds_as", {})),
    "a young job is refused": well(("early_400", {"polls": 3})),
    "code as a text": well(("text_code", {})),
    "no wrapper": well(("no_envelope", {})),
    "a foreign address to ask": well(("foreign_get_url", {})),
    "base64": well(("base64_outputs", {})),
    "data URIs": well(("base64_outputs", {"data_uri": True})),
    "objects with output": well(("object_outputs", {"key": "output"})),
    "output in the place of outputs": well(("other_output", {})),
    "the price comes late": well(("price_late", {"looks": 2})),
    "done, then HTTP 500": well(("turns_to_500", {"after": 1})),
    "an address that ran out": well(("output_expired", {})),
    "run out, then HTTP 500": Row(
        plays=(("output_expired", {}), ("turns_to_500", {"after": 1})), ends=ends(lost())
    ),
    "upload broken off": well(("upload_reset", {})),
    "upload in trouble": well(("upload_error", {"status": 503})),
    "upload rate limit": well(("upload_error", {"status": 429})),
    "upload answered otherwise": well(("upload_answer", {"form": "top"})),
    "upload refused": unbilled(("upload_refused", {}), posts=0),
}


@pytest.mark.parametrize("name", ROWS)
async def test_a_fault_of_this_service_ends_as_it_must(name, tmp_path):
    row = ROWS[name]
    seen = await played(STAGE, row, tmp_path)
    assert seen.wrongs == ()
    assert seen.ending == row.ending(name, STAGE)
