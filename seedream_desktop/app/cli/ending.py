"""How a command that spends ends: its last line, its exit code, and what it leaves running."""

from collections.abc import Iterable
from typing import Any, Final

from seedream_desktop.app.cli.amounts import both
from seedream_desktop.app.cli.reporter import Reporter
from seedream_desktop.domain.errors import OverBudget, SeedreamError, UserFixable
from seedream_desktop.domain.money import total, usd_text
from seedream_desktop.domain.picture import Intake
from seedream_desktop.domain.rehearsal import is_play
from seedream_desktop.domain.request import IN_FLIGHT, Request
from seedream_desktop.engine.outcome import Outcome, OutcomeState
from seedream_desktop.ui import text

DONE, ERROR, USAGE, SOME_FAILED, IN_DOUBT, OVER_BUDGET = range(6)

STOP_S: Final = 3.0
"""What POSTs in flight may still take once the user has asked to stop."""

EXIT: Final = {
    OutcomeState.COMPLETED: DONE,
    OutcomeState.PARTIAL: SOME_FAILED,
    OutcomeState.FAILED: SOME_FAILED,
    OutcomeState.NEEDS_ATTENTION: IN_DOUBT,
}

_FIGURES: Final = ("unsure", "waiting", "in_doubt")


def interrupted() -> SeedreamError:
    """Return what the user's own stop is told as."""
    return UserFixable("interrupted")


def code_of(error: SeedreamError) -> int:
    """Return the exit code of a command that an error kept from its work."""
    if error.code == "interrupted":
        return SOME_FAILED
    if error.code == "plan_has_stops":
        return USAGE
    return OVER_BUDGET if isinstance(error, OverBudget) else ERROR


def tell_error(say: Reporter, error: SeedreamError) -> None:
    """Say what went wrong, whether it was billed, and what to do."""
    say.say("error", text.of_error(error), code=error.code, billed=error.billed.value)


def tell_running(say: Reporter, requests: Iterable[Request]) -> None:
    """Say what goes on at the service, paid for, after this command has ended."""
    running = [request for request in requests if request.state in IN_FLIGHT]
    if not running:
        return
    recipes = [request.recipe for request in running if request.recipe is not None]
    facts: dict[str, Any] = {
        "requests": len(running),
        "outputs": sum(len(recipe.targets) for recipe in recipes),
        **_running_cost(running),
        "sequence": running[0].sequence,
    }
    cost = total(request.price for request in running)
    say.say("running", text.line("still_running", **(facts | {"cost_usd": cost})), **facts)


def _running_cost(running: Iterable[Request]) -> dict[str, Any]:
    sums = {True: 0, False: 0}
    for request in running:
        micros = request.recipe.cost_micros if request.recipe is not None else 0
        sums[is_play(request.provider)] += micros
    return both("cost", sums[False], sums[True])


def finish(
    say: Reporter,
    intake: Intake,
    *,
    sequence: str = "",
    outcome: Outcome | None = None,
    error: SeedreamError | None = None,
    estimated_micros: int = 0,
) -> None:
    """Tell the end: the last line that a script reads, or a summary for a person."""
    if error is not None:
        tell_error(say, error)
    facts: dict[str, Any] = {
        "event": "finished",
        "sequence": outcome.sequence if outcome else sequence,
        "state": outcome.state.value if outcome else ("failed" if error else "completed"),
        "images": outcome.images if outcome else len(intake.pictures),
        "requests": outcome.requests if outcome else 0,
        "outputs": outcome.outputs if outcome else 0,
        "spent_usd": usd_text(outcome.spent_micros if outcome else 0),
        "estimated_usd": usd_text(outcome.estimated_micros if outcome else estimated_micros),
        "skipped": [{"path": s.path, "reason": s.reason.value} for s in intake.skipped],
    }
    say.result(_summary(say, outcome, facts) if outcome else "", facts)


def _summary(say: Reporter, outcome: Outcome, facts: dict[str, Any]) -> str:
    """Return the lines for a person; what the last line has no room for is told before it."""
    figures: dict[str, Any] = {
        "run": outcome.run,
        "unsure": outcome.unsure,
        "waiting": outcome.waiting,
        "in_doubt": outcome.in_doubt,
        **both("reserved", outcome.reserved_micros, outcome.play_reserved_micros),
    }
    if outcome.play_estimated_micros:
        figures["spent_play"] = usd_text(outcome.play_spent_micros)
        figures["estimated_play"] = usd_text(outcome.play_estimated_micros)
    say.say("summary", "", **figures)
    plain = {k: v for k, v in (facts | figures).items() if isinstance(v, str | int)}
    plain["spent_usd"], plain["reserved_usd"] = outcome.spent, outcome.reserved
    lines = [text.line(f"finished_{outcome.state.value}", **plain)]
    lines += [text.line(f"finished_with_{f}", **plain) for f in _FIGURES if figures[f]]
    if outcome.play_estimated_micros:
        lines.append(text.line("finished_rehearsal"))
    return "\n".join(lines)
