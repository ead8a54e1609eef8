"""What Novita alone can do wrong, played through the whole program: state and money."""

import pytest

from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.step import StepMode
from tests.contract.subjects.novita import STAGE
from tests.fixtures.matrix import Row, all_well, doubt, free, lost
from tests.fixtures.played import played

_SET = 4


def ends(ending):
    return lambda _: ending


def well(*plays, **more):
    return Row(plays=plays, ends=ends(all_well(**more)))


def unbilled(*plays, **more):
    return Row(plays=plays, ends=ends(free(**more)))


def inside(name, ending, **options):
    plays = (("answer_form", {"form": "data_uri"}), (name, options))
    return Row(plays=plays, ends=ends(ending))


def whole_set(form, **more):
    ending = all_well(spent=_SET, sold=_SET, versions=_SET)
    plays = (("answer_form", {"form": form}),)
    return Row(plays=plays, ends=ends(ending), images=_SET, mode=StepMode.SET, **more)


def cut(fraction, versions):
    """A group whose answer breaks off: what came of it is there, and nothing is sent again."""
    ending = doubt(_SET, open=_SET, versions=versions)
    plays = (("answer_form", {"form": "bare_base64"}), ("reply_cut", {"fraction": fraction}))
    return Row(plays=plays, ends=ends(ending), images=_SET, mode=StepMode.SET)


ROWS = {
    "data URIs": whole_set("data_uri"),
    "bare base64": whole_set("bare_base64"),
    "each in a form of its own": whole_set("mixed"),
    "objects around addresses": well(("object_outputs", {})),
    "objects around base64": well(("object_outputs", {}), ("answer_form", {})),
    "a refusal under HTTP 200": unbilled(("refused_under_200", {})),
    "a refusal inside an object": unbilled(("error_in_object", {})),
    "no picture that was found legal": unbilled(("moderated", {"code": "ILLEGAL_IMAGE_CONTENT"})),
    "a picture too large": unbilled(("refused", {"code": "IMAGE_FILE_EXCEEDS_MAX_SIZE"})),
    "a bad key, by the guide": unbilled(
        ("refused", {"status": 401, "code": "INVALID_API_KEY", "times": None}),
        state=RequestState.QUEUED,
    ),
    "no money, by the other table": unbilled(
        ("no_money", {"form": "403", "times": None}), state=RequestState.QUEUED
    ),
    "a limit told by its reason": well(
        ("refused", {"status": 403, "code": "RATE_LIMIT_EXCEEDED"}), posts=2
    ),
    "begun and failed": Row(
        plays=(("refused", {"status": 500, "code": "TASK_FAILED"}),), ends=ends(doubt(0))
    ),
    "begun and failed, under HTTP 400": Row(
        plays=(("refused", {"status": 400, "code": "TASK_FAILED"}),), ends=ends(doubt(0))
    ),
    "damaged inside": inside("output_damaged", lost()),
    "no picture inside": inside("output_wrong_type", lost()),
    "a bomb inside": inside("output_bomb", lost()),
    "cut in the first picture": cut(0.1, 0),
    "cut in the third picture": cut(0.65, 2),
    "cut in the fourth picture": cut(0.9, 3),
    "silent after two pictures": Row(
        plays=(("answer_form", {"form": "bare_base64"}), ("answer_stalls", {"after": 2})),
        ends=ends(doubt(_SET, open=_SET, versions=2)),
        images=_SET,
        mode=StepMode.SET,
        tempo={"paid_read_timeout_s": 0.4},
    ),
    "cut after the last picture": Row(
        plays=(("answer_form", {"form": "bare_base64"}), ("reply_cut", {"fraction": 0.99999})),
        ends=ends(all_well(spent=_SET, sold=_SET, versions=_SET)),
        images=_SET,
        mode=StepMode.SET,
    ),
}


@pytest.mark.parametrize("name", ROWS)
async def test_a_fault_of_this_service_ends_as_it_must(name, tmp_path):
    row = ROWS[name]
    seen = await played(STAGE, row, tmp_path)
    assert seen.wrongs == ()
    assert seen.ending == row.ending(name, STAGE)
