"""Values in columns are read by several threads at once, from the first moment on."""

import subprocess
import sys
import textwrap

import pytest

from seedream_desktop.domain.geometry import Size
from seedream_desktop.storage.records import decoded, encoded

READERS = """
    import sys, threading
    from dataclasses import make_dataclass
    from seedream_desktop.storage.records import decoded

    sys.setswitchinterval(1e-6)
    shape = {"frozen": True, "slots": True, "kw_only": True}
    inner = '{"a":1,"b":"s","c":1.0}'
    text = '{"x":%s,"y":[%s],"z":{"k":%s}}' % (inner, inner, inner)
    for number in range(60):
        part = make_dataclass(f"Part{number}", [("a", int), ("b", str), ("c", float)], **shape)
        fields = [("x", part), ("y", tuple[part, ...]), ("z", dict[str, part])]
        whole = make_dataclass(f"Whole{number}", fields, **shape)
        together = threading.Barrier(6)

        def read(kind=whole):
            together.wait()
            assert decoded(text, kind).y[0].b == "s"

        threads = [threading.Thread(target=read) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    print("whole")
"""


def test_a_kind_of_value_may_be_read_for_the_first_time_by_many_threads_at_once():
    command = [sys.executable, "-c", textwrap.dedent(READERS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "whole"), done.stderr


@pytest.mark.parametrize("value", [Size(3, 4), ("\udcff/picture.jpg", 1.5)])
def test_what_was_written_is_read_back(value):
    kind = type(value) if isinstance(value, Size) else tuple[str, float]
    assert decoded(encoded(value), kind) == value
