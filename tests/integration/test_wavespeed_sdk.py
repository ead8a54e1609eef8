"""The vendor's own Python SDK against the emulator: it is the service's protocol, not ours."""

import io
from pathlib import Path

import pytest
import requests
from PIL import Image
from wavespeed import Client

from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.emulator.wavespeed.customer import (
    BLUE,
    EDITS,
    GREEN,
    LITE,
    RED,
    dominant,
    photograph,
)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("WAVESPEED_CLIENT_NAME", raising=False)


@pytest.fixture
def ws():
    with WaveSpeedEmulator(service_time_s=0.02, scale=0.05) as emulator:
        yield emulator


@pytest.fixture
def sdk(ws):
    return Client(api_key=ws.key, base_url=ws.url, retry_interval=0.01)


@pytest.fixture
def run(sdk):
    def run(model, inputs, **options):
        return sdk.run(model, inputs, poll_interval=0.01, **options)

    return run


def fetched(url):
    return Image.open(io.BytesIO(requests.get(url, timeout=10).content))


def test_sdk_uploads_a_file_by_ticket_and_signed_put(ws, sdk, tmp_path):
    path = tmp_path / "ref.jpg"
    path.write_bytes(photograph(RED))
    url = sdk.upload(str(path))
    assert requests.get(url, timeout=10).content == path.read_bytes()
    methods = [(entry["origin"], entry["method"]) for entry in ws.control.log()]
    assert methods == [("api", "POST"), ("media", "PUT"), ("media", "GET")]
    assert ws.control.violations() == []


def test_sdk_uploads_a_stream_without_a_name(ws, sdk):
    sdk.upload(io.BytesIO(photograph(RED)))
    assert [upload["filename"] for upload in ws.control.uploads()] == ["upload"]


def test_sdk_gets_edits_of_its_own_pictures_in_order(ws, sdk, run):
    urls = [sdk.upload(io.BytesIO(photograph(colour))) for colour in (RED, GREEN, BLUE)]
    order = {"prompt": "3 images", "images": urls, "size": "2304*1728", "max_images": 3}
    outputs = run(EDITS, order)["outputs"]
    assert [dominant(fetched(url)) for url in outputs] == ["red", "green", "blue"]
    assert ws.control.billed() == 3 * 35_000


def test_sdk_runs_a_text_model(run):
    outputs = run(LITE, {"prompt": "a lake", "size": "2560*1440", "output_format": "png"})
    picture = fetched(outputs["outputs"][0])
    assert (picture.format, picture.size) == ("PNG", (128, 72))


def test_sdk_gets_a_series_from_a_sequential_model(run):
    order = {"prompt": "4 images of a lake", "max_images": 4}
    assert len(set(run(f"{LITE}/sequential", order)["outputs"])) == 4


def test_sdk_gets_its_result_in_sync_mode(ws, run):
    assert len(run(LITE, {"prompt": "a lake"}, enable_sync_mode=True)["outputs"]) == 1
    assert [entry["method"] for entry in ws.control.log("api")] == ["POST"]


def test_sdk_is_told_that_the_sync_wait_is_over_and_finds_the_job_later(ws, sdk):
    ws.control.play("sync_timeout")
    answer = sdk.run_no_throw(LITE, {"prompt": "a lake"}, enable_sync_mode=True)
    assert (answer["status"], answer["outputs"]) == ("processing", None)
    ws.control.finish_now()
    assert sdk.get_result(answer["task_id"])["data"]["status"] == "completed"


def test_sdk_get_result_shows_a_running_job(ws, sdk):
    ws.control.play("service_time", seconds=1000)
    job, _ = sdk._submit(LITE, {"prompt": "a lake"})
    data = sdk.get_result(job)["data"]
    assert (data["status"], data["outputs"]) == ("processing", [])


def test_sdk_raises_when_the_job_failed_and_the_money_is_back(ws, run):
    ws.control.play("failed", code=1403, error="Task execution failed.")
    with pytest.raises(RuntimeError, match=r"Prediction failed.*Task execution failed"):
        run(LITE, {"prompt": "a lake"})
    assert (ws.control.billed(), ws.control.balance()) == (0, 100_000_000)


def test_sdk_raises_when_the_content_was_refused(ws, run):
    ws.control.play("moderated")
    with pytest.raises(RuntimeError, match="sensitive"):
        run(LITE, {"prompt": "a lake"})


@pytest.mark.parametrize("word", ["cancelled", "timeout", "deleted"])
def test_sdk_ends_on_every_final_word(ws, run, word):
    ws.control.play("ends_as", word=word)
    with pytest.raises(RuntimeError, match=f"Prediction {word}"):
        run(LITE, {"prompt": "a lake"})


def test_sdk_reports_a_picture_that_the_service_cannot_fetch(run):
    order = {"prompt": "warmer", "images": ["https://example.invalid/a.jpg"]}
    with pytest.raises(RuntimeError, match="Failed to download image"):
        run(f"{LITE}/edit", order)


def test_sdk_polls_on_through_proxy_pages_and_rate_limits(ws, run, capsys):
    ws.control.play("poll_page", polls=2, status=502)
    ws.control.play("poll_rate_limited", polls=1)
    assert len(run(LITE, {"prompt": "a lake"})["outputs"]) == 1
    printed = capsys.readouterr().out
    assert "HTTP 502" in printed
    assert "HTTP 429" in printed


def test_sdk_sends_a_submission_once_when_the_reply_is_dropped(ws, run):
    ws.control.play("reply_dropped")
    with pytest.raises(RuntimeError, match="did not return a response"):
        run(LITE, {"prompt": "a lake"}, max_retries=3)
    assert (ws.control.job_count(), ws.control.billed()) == (1, 35_000)


def test_sdk_with_a_wrong_key_is_refused(ws):
    with pytest.raises(RuntimeError, match="HTTP 401"):
        Client(api_key="wsk_wrong", base_url=ws.url).run(LITE, {"prompt": "a lake"})
    assert ws.control.job_count() == 0


def test_sdk_is_told_that_a_file_is_no_picture(sdk, tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("no picture")
    with pytest.raises(RuntimeError, match="invalid file type"):
        sdk.upload(str(path))
