"""What outputs are shown by never reaches the money path, whatever goes wrong with it."""

import pytest

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest
from seedream_desktop.engine.showcase import Showcase
from seedream_desktop.ports.pictures import Previews, Verified

DIGEST = Digest("a" * 64)
SHOWN = Previews(proxy=b"large", thumbnail=b"small")


def verified(previews):
    return Verified(size=Size(8, 8), format="png", previews=previews)


def test_what_came_with_an_output_is_handed_on():
    kept = []
    Showcase(lambda *shown: kept.append(shown)).show(DIGEST, verified(SHOWN))
    assert kept == [(DIGEST, SHOWN)]


@pytest.mark.parametrize("previews", [None, SHOWN])
def test_where_nobody_looks_or_nothing_came_nothing_happens(previews):
    Showcase(None).show(DIGEST, verified(previews))
    Showcase(pytest.fail).show(DIGEST, verified(None))


def test_a_cache_that_breaks_is_a_line_in_the_log(caplog):
    def broken(_digest, _previews):
        raise OSError("the disk is gone")

    Showcase(broken).show(DIGEST, verified(SHOWN))
    assert "not kept" in caplog.text
