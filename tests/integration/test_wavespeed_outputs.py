"""What the emulator returns instead of one faithful picture per target."""

import base64
import io

import pytest
from PIL import Image

from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.emulator.wavespeed.customer import (
    BLUE,
    EDITS,
    GREEN,
    LITE,
    RED,
    Customer,
    dominant,
    photograph,
)

COLOURS = {"red": RED, "green": GREEN, "blue": BLUE}


@pytest.fixture
def ws():
    with WaveSpeedEmulator(service_time_s=0.0, scale=0.05) as emulator:
        yield emulator


@pytest.fixture
def customer(ws):
    with Customer(ws) as customer:
        yield customer


@pytest.fixture
def three(customer):
    """The inputs of one request for three edits: a red, a green and a blue picture."""
    urls = [customer.upload(photograph(colour), f"{n}.jpg") for n, colour in COLOURS.items()]
    return {"prompt": "warmer", "images": urls, "max_images": 3, "size": "2048*2048"}


def test_fewer_outputs_are_charged_as_asked(ws, customer, three):
    ws.control.play("fewer", count=2)
    data = customer.settled(customer.bought(EDITS, **three))
    assert (len(data["outputs"]), ws.control.billed()) == (2, 105_000)


def test_more_outputs_or_none_may_come(ws, customer, three):
    ws.control.play("extra", count=2)
    assert len(customer.settled(customer.bought(EDITS, **three))["outputs"]) == 5
    ws.control.play("no_outputs")
    data = customer.settled(customer.bought(EDITS, **three))
    assert (data["status"], data["outputs"]) == ("completed", [])


def test_shuffled_outputs_show_what_the_control_says(ws, customer, three):
    ws.control.play("shuffled", seed=5)
    job = customer.bought(EDITS, **three)
    seen = [dominant(customer.picture(url)) for url in customer.settled(job)["outputs"]]
    shows = ws.control.job(job)["shows"]
    assert seen == [list(COLOURS)[index] for index in shows]
    assert shows != [0, 1, 2]


def test_a_collage_holds_every_result_in_one_picture(ws, customer, three):
    ws.control.play("collage")
    outputs = customer.settled(customer.bought(EDITS, **three))["outputs"]
    sheet = customer.picture(outputs[0])
    width, height = sheet.size
    corners = [sheet.crop((x, y, x + 5, y + 5)) for x, y in [(12, 12), (width - 20, 12)]]
    corners.append(sheet.crop((12, height - 20, 17, height - 15)))
    assert len(outputs) == 1
    assert {dominant(corner) for corner in corners} == set(COLOURS)


def test_an_anchor_may_come_back_instead_of_a_result(ws, customer, three):
    ws.control.play("anchor_returned", index=1, anchor=0)
    job = customer.bought(EDITS, **{**three, "max_images": 2})
    seen = [dominant(customer.picture(url)) for url in customer.settled(job)["outputs"]]
    assert (seen, ws.control.job(job)["shows"]) == (["green", "red"], [0, "anchor:0"])


@pytest.mark.parametrize("data_uri", [False, True])
def test_outputs_may_be_base64(ws, customer, three, data_uri):
    ws.control.play("base64_outputs", data_uri=data_uri)
    text = customer.settled(customer.bought(EDITS, **three))["outputs"][0]
    assert text.startswith("data:image/jpeg;base64,") is data_uri
    Image.open(io.BytesIO(base64.b64decode(text.rpartition(",")[2]))).load()


def test_base64_outputs_come_when_they_are_asked_for(customer):
    job = customer.bought(LITE, prompt="a", enable_base64_output=True)
    text = customer.settled(job)["outputs"][0]
    assert base64.b64decode(text, validate=True).startswith(b"\xff\xd8")


def test_outputs_may_be_objects(ws, customer):
    ws.control.play("object_outputs", key="image")
    outputs = customer.settled(customer.bought(LITE, prompt="a"))["outputs"]
    assert customer.picture(outputs[0]["image"]).format == "JPEG"
