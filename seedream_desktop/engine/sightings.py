"""What a service's list says about a request whose answer was lost; pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from seedream_desktop.domain.ids import RemoteId
from seedream_desktop.domain.request import Recipe, Request, RequestState
from seedream_desktop.ports.provider import PastJob

_ABOUT_S = 300.0
"""How far the time of a job that does not tell what was sent may lie from ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """The job that is the request; without one, candidates is how many could be it.

    may_be_anothers says that another order, whose answer is on its way just now, could be one of
    these as well: that answer tells.
    """

    job: PastJob | None = None
    candidates: int = 0
    may_be_anothers: bool = False


def match(
    request: Request, jobs: Iterable[PastJob], claimed: Collection[RemoteId]
) -> PastJob | None:
    """Return the unclaimed job that holds exactly what the request sent.

    Model, text, number of outputs and the addresses of all references in order have to
    agree; of several such jobs (the user repeated one on purpose) the one made closest after
    the POST is it.
    """
    recipe = _recipe(request)
    urls = tuple(bound.url for bound in recipe.inputs)
    same = [
        job
        for job in jobs
        if job.remote_id not in claimed
        and job.model == request.model
        and job.prompt == recipe.prompt
        and job.input_urls == urls
        and job.outputs in (None, len(recipe.targets))
    ]
    return min(same, key=lambda job: abs(job.created_at - request.sent_at), default=None)


def sighting(
    request: Request,
    jobs: Iterable[PastJob],
    claimed: Collection[RemoteId],
    *,
    last_sent_at: float,
    rivals: Iterable[Request] = (),
    takes_mute: bool = False,
) -> Sighting:
    """Look for a request in a list of jobs.

    A job that is mute, which does not tell what was sent, is never taken for the request but
    where takes_mute: by model, number of outputs and time, if there is one such job only and no
    rival that it could be as well. Where it is not taken, it is a candidate.
    """
    jobs = tuple(jobs)
    exact = match(request, jobs, claimed)
    if exact is not None:
        return Sighting(job=exact)
    mute = [
        job
        for job in jobs
        if job.prompt is None
        and job.remote_id not in claimed
        and job.model == request.model
        and job.outputs in (None, len(_recipe(request).targets))
        and request.sent_at - _ABOUT_S <= job.created_at <= last_sent_at + _ABOUT_S
    ]
    alike = [rival for rival in rivals if _could_be_either(request, rival)]
    if takes_mute and len(mute) == 1 and not alike:
        return Sighting(job=mute[0])
    is_awaited = any(rival.state is RequestState.SENDING for rival in alike)
    return Sighting(candidates=len(mute), may_be_anothers=is_awaited)


def is_sent_alike(request: Request, rivals: Iterable[Request]) -> bool:
    """Say whether an order of the same words is at this moment waiting for its answer."""
    return any(
        rival.state is RequestState.SENDING and _words(rival) == _words(request)
        for rival in rivals
        if rival.id != request.id and rival.recipe is not None
    )


def _words(request: Request) -> tuple[object, ...]:
    """Return what a list tells of an order."""
    recipe = _recipe(request)
    urls = tuple(bound.url for bound in recipe.inputs)
    return request.provider, request.model, recipe.prompt, urls, len(recipe.targets)


def _could_be_either(request: Request, rival: Request) -> bool:
    """Say whether a mute job could be either request."""
    is_other = rival.id != request.id and rival.provider == request.provider
    if not is_other or rival.recipe is None:
        return False
    is_like = rival.model == request.model
    return is_like and len(rival.recipe.targets) == len(_recipe(request).targets)


def _recipe(request: Request) -> Recipe:
    assert request.recipe is not None, "what was sent has a recipe"
    return request.recipe
