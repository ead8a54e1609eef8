"""How the emulator spoils uploads and downloads."""

import io

import httpx
import pytest
from PIL import Image

from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.emulator.wavespeed.customer import EDITS, LITE, RED, Customer, photograph

PICTURE = photograph(RED)


@pytest.fixture
def ws():
    with WaveSpeedEmulator(service_time_s=0.0, scale=0.05) as emulator:
        yield emulator


@pytest.fixture
def customer(ws):
    with Customer(ws) as customer:
        yield customer


@pytest.fixture
def output(ws, customer):
    """Order a picture whose delivery goes wrong; return its address."""

    def output(scenario, **options):
        ws.control.play(scenario, **options)
        return customer.settled(customer.bought(LITE, prompt="a"))["outputs"][0]

    return output


@pytest.mark.parametrize("status", [404, 403])
def test_an_expired_output_gets_a_new_address_when_asked_again(ws, customer, output, status):
    url = output("output_expired", status=status)
    job = ws.control.jobs()[0]["id"]
    assert customer.look(job)["outputs"] == [url]
    assert customer.web.get(url).status_code == status
    again = customer.look(job)["outputs"][0]
    assert again != url
    assert customer.picture(again).format == "JPEG"
    assert customer.web.get(url).status_code == status


def test_an_expired_output_stays_so_without_reissue(ws, customer, output):
    url = output("output_expired", reissue=False)
    assert customer.web.get(url).status_code == 404
    assert customer.look(ws.control.jobs()[0]["id"])["outputs"] == [url]


def test_outputs_and_jobs_are_gone_after_seven_days(ws, customer):
    job = customer.bought(LITE, prompt="a")
    url = customer.settled(job)["outputs"][0]
    ws.control.advance(7 * 86_400 + 1)
    assert customer.web.get(url).status_code == 404
    assert customer.api.get(f"predictions/{job}/result").status_code == 404


@pytest.mark.parametrize("scenario", ["output_truncated", "output_reset"])
def test_a_cut_output_ends_before_its_announced_length(customer, output, scenario):
    url = output(scenario, fetches=1)
    with pytest.raises(httpx.TransportError):
        customer.web.get(url)
    assert customer.picture(url).format == "JPEG"


def test_a_damaged_output_arrives_whole_and_does_not_decode(customer, output):
    answer = customer.web.get(output("output_damaged"))
    assert answer.status_code == 200
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(answer.content)).load()


def test_a_page_may_come_as_an_output(customer, output):
    answer = customer.web.get(output("output_html"))
    assert (answer.status_code, answer.content[:9]) == (200, b"<!DOCTYPE")


def test_a_document_may_come_labelled_as_a_picture(customer, output):
    answer = customer.web.get(output("output_wrong_type"))
    assert (answer.headers["content-type"], answer.content[:4]) == ("image/jpeg", b"%PDF")


def test_a_bomb_is_small_and_claims_nine_hundred_million_pixels(customer, output):
    content = customer.web.get(output("output_bomb")).content
    assert len(content) < 200_000
    with pytest.raises(Image.DecompressionBombError, match="900000000 pixels"):
        Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("scenario", "length"), [("output_huge", "5000000000"), ("output_endless", None)]
)
def test_an_output_without_end_flows_until_the_client_leaves(
    ws, customer, output, scenario, length
):
    with customer.web.stream("GET", output(scenario)) as answer:
        assert answer.headers.get("content-length") == length
        received = 0
        for part in answer.iter_bytes():
            received += len(part)
            if received > 8_000_000:
                break
    assert customer.api.get("balance").status_code == 200


def test_a_slow_output_drips(customer, output):
    url = output("output_slow", chunk_bytes=16, pause_s=0.005)
    with customer.web.stream("GET", url) as answer:
        parts = answer.iter_raw(16)
        assert len(next(parts)) == 16
    assert customer.api.get("balance").status_code == 200


def test_an_output_may_fail_for_a_while_and_only_one_of_several(ws, customer):
    url = customer.upload(PICTURE)
    ws.control.play("output_error", index=1, fetches=2)
    job = customer.bought(EDITS, prompt="a", images=[url], max_images=2)
    urls = customer.settled(job)["outputs"]
    assert [customer.web.get(urls[0]).status_code for _ in range(2)] == [200, 200]
    assert [customer.web.get(urls[1]).status_code for _ in range(3)] == [503, 503, 200]


@pytest.mark.parametrize(
    ("to", "begin"), [("private", "http://10."), ("file", "file:"), ("foreign", "{foreign}")]
)
def test_an_output_may_redirect_where_no_client_may_go(ws, customer, output, to, begin):
    answer = customer.web.get(output("output_redirected", to=to))
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(begin.format(foreign=ws.foreign_url))


@pytest.mark.parametrize("hops", [1, 3, 4])
def test_a_chain_of_redirects_has_the_ordered_length(customer, output, hops):
    url = output("output_redirected", to="chain", hops=hops)
    answer = customer.web.get(url, follow_redirects=True)
    assert (len(answer.history), answer.headers["content-type"]) == (hops, "image/jpeg")


def test_a_put_may_be_reset_and_a_new_ticket_works(ws, customer):
    ws.control.play("put_reset", after_bytes=1000)
    put = customer.ticket(PICTURE)["upload"]
    with pytest.raises(httpx.TransportError):
        customer.web.put(put["url"], content=bytes(2_000_000), headers=put["headers"])
    url = customer.upload(PICTURE)
    assert [upload["url"] for upload in ws.control.uploads() if upload["digest"]] == [url]


def test_a_multipart_upload_may_be_reset_and_refused(ws, customer):
    ws.control.play("binary_reset", after_bytes=1000)
    ws.control.play("binary_rate_limited", at=1, retry_after=2)
    file = {"file": ("a.jpg", bytes(2_000_000), "image/jpeg")}
    with pytest.raises(httpx.TransportError):
        customer.api.post("media/upload/binary", files=file)
    assert customer.api.post("media/upload/binary", files=file).headers["retry-after"] == "2"
    assert customer.api.post("media/upload/binary", files=file).status_code == 200


def test_tickets_and_puts_may_be_refused(ws, customer):
    ws.control.play("ticket_refused", message="Upload failed: quota exceeded")
    ws.control.play("put_error", status=503)
    wish = {"filename": "a.jpg", "size": 3}
    assert customer.api.post("media/uploads", json=wish).json()["code"] == 500
    put = customer.ticket(PICTURE)["upload"]
    statuses = [
        customer.web.put(put["url"], content=PICTURE, headers=put["headers"]).status_code
        for _ in range(2)
    ]
    assert statuses == [503, 200]
