"""Matching: a lost submission is recognised in a service's history by what was sent."""

from dataclasses import replace

from seedream_desktop.domain.ids import ModelId, RemoteId
from seedream_desktop.engine.sightings import match
from seedream_desktop.ports.provider import PastJob
from tests.fixtures.requests import a_recipe, a_request

REQUEST = replace(a_request(2), recipe=a_recipe(2), sent_at=1000.0)
URLS = ("https://shop.example/0", "https://shop.example/1")
JOB = PastJob(
    remote_id=RemoteId("job-1"),
    model=REQUEST.model,
    created_at=1000.5,
    prompt="the text as sent",
    input_urls=URLS,
    outputs=2,
)
NONE = frozenset()


def test_the_job_that_holds_exactly_what_was_sent_is_it():
    assert match(REQUEST, [JOB], NONE) is JOB


def test_another_model_text_count_or_order_of_references_is_another_job():
    others = [
        replace(JOB, model=ModelId("other")),
        replace(JOB, prompt="another text"),
        replace(JOB, outputs=3),
        replace(JOB, input_urls=URLS[::-1]),
        replace(JOB, input_urls=URLS[:1]),
    ]
    assert match(REQUEST, others, NONE) is None


def test_a_job_that_belongs_to_another_request_is_not_taken_twice():
    assert match(REQUEST, [JOB], frozenset({JOB.remote_id})) is None


def test_of_two_like_jobs_the_one_made_closest_to_the_post_is_it():
    older = replace(JOB, remote_id=RemoteId("job-0"), created_at=900.0)
    assert match(REQUEST, [older, JOB], NONE) is JOB


def test_a_history_that_does_not_tell_what_was_sent_proves_nothing():
    assert match(REQUEST, [replace(JOB, prompt=None, input_urls=())], NONE) is None
