"""WaveSpeed from the console: a folder bought once, in two steps, by the service's own rules."""

from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.bought import opened, run_forty

PRICE_MICROS = 35_000


def test_forty_photographs_in_two_steps_are_bought_once_within_the_services_limits(tmp_path):
    with opened(WaveSpeedEmulator, tmp_path) as (service, console):
        run_forty(console, tmp_path, price_micros=PRICE_MICROS, usd="2.80")
        for job in service.control.jobs():
            images, outputs = len(job["inputs"]["images"]), job["inputs"]["max_images"]
            assert images <= 10
            assert images + outputs <= 15
