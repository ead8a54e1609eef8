"""WaveSpeed from the console: a folder bought once, in two steps, by the service's own rules."""

from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.console import Console, files, is_picture, pictures

PRICE_MICROS = 35_000
STEPS = ("--step", "make it warm", "--step", "make it sepia")


def test_forty_photographs_in_two_steps_are_bought_once_within_the_services_limits(tmp_path):
    with WaveSpeedEmulator(scale=0.06, service_time_s=0.02) as service:
        console = Console(tmp_path / "home", service)
        words = ("--provider", "wavespeed", "--yes", "--json", "--out", tmp_path / "out")
        ended = console("run", pictures(tmp_path / "in", 40), *STEPS, *words)
        assert ended.code == 0, ended.err
        figures = [ended.json[name] for name in ("state", "images", "outputs")]
        assert figures == ["completed", 40, 80]
        assert ended.json["spent_usd"] == ended.json["estimated_usd"] == "2.80"
        assert service.billed_micros == 80 * PRICE_MICROS
        jobs = service.control.jobs()
        assert len(jobs) == ended.json["requests"]
        for job in jobs:
            images, outputs = len(job["inputs"]["images"]), job["inputs"]["max_images"]
            assert images <= 10
            assert images + outputs <= 15
        made = files(tmp_path / "out")
        assert len(made) == 40
        assert all(is_picture(tmp_path / "out" / name) for name in made)
        shown = console("show", ended.json["sequence"], "--json").json
        versions = [step["versions"] for frame in shown["frames"] for step in frame["steps"]]
        assert len(versions) == 80
        assert all(len(found) == 1 and found[0]["paired"] for found in versions)
        assert service.violations == []
