"""How a command tells what happens: JSON lines for programs, text and a display for people."""

import codecs
import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from seedream_desktop.app.cli.amounts import both, priced
from seedream_desktop.domain.events import (
    Event,
    FrameDone,
    FrameFailed,
    ImportProgress,
    ProviderPaused,
    RequestChanged,
    RunEnded,
    RunStarted,
)
from seedream_desktop.domain.ids import ImageId
from seedream_desktop.domain.request import Request, Trouble
from seedream_desktop.ui import text

if TYPE_CHECKING:
    from seedream_desktop.app.cli.display import Display


class Reporter(Protocol):
    """What the commands say."""

    def __call__(self, event: Event) -> None:
        """Take an event of the engine."""
        ...

    def say(self, kind: str, sentence: str, **facts: Any) -> None:
        """Tell one thing: a sentence for people, its facts for programs."""
        ...

    def result(self, text_form: str, json_form: Mapping[str, Any]) -> None:
        """Print what the command was asked for."""
        ...

    def show(self, text_form: str) -> None:
        """Print something that is for people only."""
        ...

    def know(self, names: Mapping[ImageId, str]) -> None:
        """Learn what people call the images that events will be about."""
        ...

    def pause(self) -> None:
        """Take a live display down until the next event."""
        ...

    def close(self) -> None:
        """End a live display for good."""
        ...


class JsonReporter:
    """One JSON object per line on standard output, nothing else."""

    def __init__(self, out: TextIO | None = None) -> None:
        """Write to standard output, or to a given stream."""
        self._out = out or sys.stdout
        self._names: dict[ImageId, str] = {}

    def __call__(self, event: Event) -> None:
        """Write an event that a script may act on."""
        facts = _facts(event)
        if facts is None:
            return
        if "image" in facts:
            facts["name"] = self._names.get(facts["image"], "")
        self._write(facts)

    def say(self, kind: str, sentence: str, **facts: Any) -> None:
        """Write the facts with the sentence beside them."""
        told = {"message": sentence} if sentence else {}
        self._write({"event": kind, **told, **facts})

    def result(self, text_form: str, json_form: Mapping[str, Any]) -> None:
        """Write the JSON form."""
        self._write(json_form)

    def show(self, text_form: str) -> None:
        """Leave out what is for people."""

    def know(self, names: Mapping[ImageId, str]) -> None:
        """Name images beside their ids from now on."""
        self._names |= names

    def pause(self) -> None:
        """Nothing to take down."""

    def close(self) -> None:
        """Nothing to end."""

    def _write(self, value: Mapping[str, Any]) -> None:
        is_plain = codecs.lookup(self._out.encoding or "utf-8").name != "utf-8"
        self._out.write(json.dumps(value, ensure_ascii=is_plain) + "\n")
        self._out.flush()


class TextReporter:
    """Sentences and a live display on standard error, results on standard output."""

    def __init__(self) -> None:
        """Show a live display where standard error is a terminal."""
        self._display = _display() if sys.stderr.isatty() else None
        self._names: dict[ImageId, str] = {}
        self._told: set[str] = set()

    def __call__(self, event: Event) -> None:
        """Keep the display up to date, and tell what went wrong, each thing once."""
        if self._display is not None:
            self._display.take(event)
        sentence = _trouble_line(event, self._names)
        if sentence and sentence not in self._told:
            self._told.add(sentence)
            self._line(sentence)

    def say(self, kind: str, sentence: str, **facts: Any) -> None:
        """Write the sentence, if there is one."""
        if sentence:
            self._line(sentence)

    def result(self, text_form: str, json_form: Mapping[str, Any]) -> None:
        """Write the text form."""
        self.show(text_form)

    def show(self, text_form: str) -> None:
        """Write text to standard output, below the last state of the display."""
        self.pause()
        if text_form:
            sys.stdout.write(text_form.rstrip("\n") + "\n")
            sys.stdout.flush()

    def know(self, names: Mapping[ImageId, str]) -> None:
        """Call images by their names from now on."""
        self._names |= names

    def pause(self) -> None:
        """Take the display down, its last state left standing."""
        if self._display is not None:
            self._display.close()

    def close(self) -> None:
        """Take the display down; it does not come back."""
        self.pause()
        self._display = None

    def _line(self, sentence: str) -> None:
        if self._display is not None and self._display.is_live:
            self._display.line(sentence)
        else:
            sys.stderr.write(sentence + "\n")
            sys.stderr.flush()


def reporter(*, as_json: bool) -> Reporter:
    """Return the reporter for a command."""
    return JsonReporter() if as_json else TextReporter()


def _trouble_line(event: Event, names: Mapping[ImageId, str]) -> str:
    match event:
        case FrameFailed(image=image, trouble=trouble):
            name = names.get(image, image)
            return text.line("frame_failed", image=name, why=text.of_trouble(trouble))
        case ProviderPaused(provider=provider, trouble=trouble):
            return text.line("provider_paused", provider=provider, why=text.of_trouble(trouble))
        case RequestChanged(request=request) if request.state.value == "in_doubt":
            why = text.of_trouble(request.trouble) if request.trouble else ""
            shown = dict.fromkeys(names.get(t.image, t.image) for t in request.targets)
            listed = ", ".join(shown)
            return text.line("request_in_doubt", request=request.id, images=listed, why=why)
    return ""


def _facts(event: Event) -> dict[str, Any] | None:
    match event:
        case ImportProgress(seen=seen, taken=taken):
            return {"event": "import", "seen": seen, "taken": taken}
        case RunStarted():
            return {
                "event": "started",
                "run": event.run,
                "sequence": event.sequence,
                "requests": event.requests,
                "outputs": event.outputs,
                **both("estimated", event.cost_micros, event.play_micros),
            }
        case RequestChanged(request=request):
            return {"event": "request", **request_facts(request)}
        case FrameDone(version=version, provider=provider):
            return {
                "event": "frame",
                "image": version.image,
                "step_id": version.step,
                "sha256": version.digest,
                "paired": version.is_paired,
                "confidence": round(version.confidence, 3),
                **priced("cost", version.cost_micros, provider),
            }
        case FrameFailed():
            facts = {"event": "frame_failed", "image": event.image, "step_id": event.step}
            return {**facts, "request": event.request, **trouble_facts(event.trouble)}
        case ProviderPaused():
            facts = {"event": "paused", "provider": event.provider}
            return {**facts, **trouble_facts(event.trouble)}
        case RunEnded():
            return None
    return None


def _display() -> "Display":
    """Return a live display; what draws it takes a tenth of a second to load."""
    from seedream_desktop.app.cli.display import Display

    return Display()


def request_facts(request: Request) -> dict[str, Any]:
    """Return what a script is told of a request."""
    facts: dict[str, Any] = {
        "request": request.id,
        "sequence": request.sequence,
        "step": request.step_index + 1,
        "provider": request.provider,
        "model": request.model,
        "state": request.state.value,
        "outputs": len(request.recipe.targets if request.recipe else request.targets),
        **priced("cost", request.cost_micros, request.provider),
        **priced("charged", request.charged_micros, request.provider),
        "remote_id": request.remote_id,
    }
    if request.trouble is not None:
        facts.update(trouble_facts(request.trouble))
    return facts


def trouble_facts(trouble: Trouble) -> dict[str, Any]:
    """Return what a script is told of a trouble."""
    return {
        "code": trouble.code,
        "billed": trouble.billed.value,
        "message": text.of_trouble(trouble),
    }
