"""Looking at a job, at every service that has jobs: only its own final word ends one."""

import pytest

from seedream_desktop.domain.errors import AccountRefused, RemoteGone, Unreachable
from seedream_desktop.domain.ids import RemoteId
from tests.contract import wire
from tests.contract.suite import CANARY, check, each, every, lacks, told
from tests.fixtures.rawserver import answer, drop, free_port, raw_server, reset
from tests.fixtures.shelf import Shelf

PAGE = "<html><body>502 Bad Gateway</body></html>"
JOB = RemoteId("a-job-1")

NOT_FROM_THE_SERVICE = {
    "502 page": answer(502, PAGE),
    "504 nothing": answer(504, ""),
    "200 page": answer(200, PAGE),
    "404 page": answer(404, PAGE),
    "403 page": answer(403, PAGE),
    "redirect": answer(302, "", {"Location": "http://127.0.0.1:1/"}),
    "half": answer(200, b'{"code":200,"data":{"id":"7c'),
    "list": answer(200, b"[]"),
    "hang-up": drop(),
    "reset": reset(),
}


def has_jobs(subject):
    return subject.jobs


async def look_up(subject, script):
    async with raw_server(script) as server, subject.at(server) as provider:
        try:
            return await provider.look_up(JOB, Shelf())
        finally:
            assert {heard.method for heard in server.heard} == {"GET"}
            assert all(JOB in heard.path for heard in server.heard)
            assert all(CANARY in heard.headers["authorization"] for heard in server.heard)


@each("jobs")
async def test_what_a_job_says_of_itself_is_read(subject, name, expected):
    assert told(await look_up(subject, subject.message(name).script)) == expected


@each("jobs")
async def test_a_field_of_tomorrow_changes_nothing_about_a_job(subject, name, expected):
    answer = subject.message(name).changed(wire.widened)
    assert told(await look_up(subject, answer.script)) == expected


@each("gone")
async def test_a_job_that_the_service_says_it_has_not_is_gone(subject, name, expected):
    with pytest.raises(RemoteGone):
        await look_up(subject, subject.message(name).script)


@each("later")
async def test_trouble_of_the_service_never_ends_a_job(subject, name, expected):
    with pytest.raises(Unreachable) as caught:
        await look_up(subject, subject.message(name).script)
    assert (caught.value.code, caught.value.retry_after_s) == (expected.code, expected.wait_s)


@every(has_jobs)
@pytest.mark.parametrize("script", NOT_FROM_THE_SERVICE.values(), ids=NOT_FROM_THE_SERVICE)
async def test_trouble_on_the_way_never_ends_a_job(subject, script):
    with pytest.raises(Unreachable):
        await look_up(subject, script)


@every(has_jobs)
async def test_where_nobody_listens_a_job_goes_on(subject):
    async with subject.at(f"http://127.0.0.1:{free_port()}") as provider:
        with pytest.raises(Unreachable):
            await provider.look_up(JOB, Shelf())


@lacks("job_needs")
async def test_a_job_that_lacks_something_names_the_field(subject, lack):
    answer = subject.message(lack.file).changed(wire.without(lack.path))
    with pytest.raises(Unreachable) as caught:
        await look_up(subject, answer.script)
    assert caught.value.code == "reply_incomplete"
    assert lack.name in caught.value.params["field"]


@each("account_refused")
async def test_a_key_that_is_no_longer_taken_is_an_account_matter(subject, name, expected):
    if not subject.jobs:
        pytest.skip("a service without jobs")
    with pytest.raises(AccountRefused) as caught:
        await look_up(subject, subject.message(name).script)
    check(caught.value, expected)


@every(has_jobs)
async def test_a_strange_id_stays_inside_its_own_path(subject):
    known = subject.message(next(iter(subject.jobs)))
    async with raw_server(known.script) as server, subject.at(server) as provider:
        await provider.look_up(JOB, Shelf())
        await provider.look_up(RemoteId("../../x?y=1#z"), Shelf())
    usual, strange = (heard.path for heard in server.heard)
    assert strange == usual.replace(JOB, "..%2F..%2Fx%3Fy%3D1%23z")
