"""When a run begins that waits for a time, as coarse as the user sets it."""

from datetime import datetime

from seedream_desktop.ui import text


def appointment_text(at: float, now: float) -> str:
    """Return a time to come where the user is: "14:00", "08:00 tomorrow", "09:30 on Friday, …"."""
    begin, today = datetime.fromtimestamp(at).astimezone(), datetime.fromtimestamp(now).astimezone()
    time = begin.strftime("%H:%M")
    days = (begin.date() - today.date()).days
    if days == 0:
        return time
    if days == 1:
        return _words("time_tomorrow", time=time)
    return _words("time_on", day=text.day(begin.date()), time=time)


def starts_text(at: float, now: float) -> str:
    """Return what a run says that waits for its time."""
    return _words("wait_start", time=appointment_text(at, now))


def _words(code: str, **params: str) -> str:
    return text.text(code, params, section="models")
