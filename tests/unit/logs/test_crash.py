import asyncio
import gc
import logging
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from seedream_desktop.logs import redaction
from seedream_desktop.logs.crash import CrashHooks
from seedream_desktop.logs.setup import set_up

CANARY = "wsk_canary_77ab31"


class Watch:
    def __init__(self, root):
        self.told = []
        self.logs = set_up(root)
        self.hooks = CrashHooks(self.logs, lambda path, error: self.told.append((path, error)))

    def reports(self):
        return sorted(self.logs.folder.glob("crash-*.txt"))


@pytest.fixture
def watch(tmp_path, monkeypatch):
    monkeypatch.setattr(redaction, "_secrets", {})
    redaction.register(CANARY)
    watch = Watch(tmp_path)
    watch.hooks.install()
    yield watch
    watch.hooks.remove()
    watch.logs.close()


def caught(error, cause=None):
    try:
        raise error from cause
    except type(error) as exc:
        return exc


def test_a_report_has_the_traceback_its_causes_and_the_last_lines_and_no_secret(watch):
    logging.getLogger("seedream_desktop.x").info("before, with %s", CANARY)
    watch.hooks.report(caught(ValueError(CANARY), OSError(f"cause {CANARY}")), "a test")
    (report,) = watch.reports()
    text = report.read_text(encoding="utf-8")
    assert "uncaught in a test" in text
    assert "ValueError: ****" in text
    assert "OSError: cause ****" in text
    assert "before, with ****" in text
    assert CANARY not in text
    assert watch.told[0][0] == report


def test_an_exception_that_ends_a_thread_is_reported_with_the_threads_name(watch):
    def fail():
        raise ValueError(CANARY)

    thread = threading.Thread(target=fail, name="writer")
    thread.start()
    thread.join()
    assert "uncaught in thread writer" in watch.reports()[0].read_text(encoding="utf-8")


def test_an_exception_that_nobody_awaited_is_reported(watch):
    async def fail():
        raise ValueError(CANARY)

    async def main():
        asyncio.get_running_loop().set_exception_handler(watch.hooks.for_loop())
        task = asyncio.create_task(fail())
        await asyncio.wait([task])
        del task
        gc.collect()

    asyncio.run(main())
    text = watch.reports()[0].read_text(encoding="utf-8")
    assert "uncaught in asyncio: Task exception was never retrieved" in text
    assert CANARY not in text


def test_a_loops_complaint_without_an_exception_is_a_line_not_a_report(watch):
    watch.hooks.for_loop()(asyncio.new_event_loop, {"message": f"odd {CANARY}"})
    assert watch.reports() == []
    assert watch.logs.ring.lines()[-1].endswith("asyncio: odd ****")


def test_the_same_failure_is_written_once_and_told_each_time(watch):
    for _ in range(5):
        watch.hooks.report(caught(ValueError("again")), "a test")
    assert len(watch.reports()) == 1
    assert [path is None for path, _ in watch.told] == [False, True, True, True, True]


def test_only_the_newest_ten_reports_are_kept(watch):
    for number in range(15):
        name = f"crash-20200101-0000{number:02d}-old.txt"
        (watch.logs.folder / name).write_text("old")
    watch.hooks.report(caught(ValueError("new")), "a test")
    assert len(watch.reports()) == 10
    assert watch.told[0][0] in watch.reports()


def test_a_report_that_cannot_be_written_is_still_told(tmp_path):
    (tmp_path / "logs").write_text("a file where the folder should be")
    watch = Watch(tmp_path)
    assert watch.hooks.report(caught(ValueError("x")), "a test") is None
    watch.logs.close()
    assert watch.told[0][0] is None


def test_a_failing_listener_does_not_make_a_second_crash(watch):
    def fail(_path, _error):
        raise RuntimeError("the dialog failed")

    hooks = CrashHooks(watch.logs, fail)
    assert hooks.report(caught(ValueError("x")), "a test") is not None
    assert "the crash could not be shown" in "".join(watch.logs.ring.lines())


def test_removing_puts_the_old_hooks_back(watch):
    watch.hooks.remove()
    assert sys.excepthook is not watch.hooks._on_main
    assert threading.excepthook is not watch.hooks._on_thread
    watch.hooks.install()


@pytest.mark.parametrize(
    ("statement", "reports"),
    [("raise ValueError('x')", 1), ("raise KeyboardInterrupt", 0), ("raise SystemExit(3)", 0)],
)
def test_a_whole_process_reports_crashes_but_not_ctrl_c_or_exits(tmp_path, statement, reports):
    program = f"""
        from pathlib import Path
        from seedream_desktop.logs.crash import CrashHooks
        from seedream_desktop.logs.setup import set_up
        CrashHooks(set_up(Path({str(tmp_path)!r})), lambda path, error: print(path)).install()
        {statement}
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    root = Path(__file__).parents[3]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert len(list((tmp_path / "logs").glob("crash-*.txt"))) == reports
