"""Brings paid outputs home: fetched, verified, stored, paired, and settled in one go."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import (
    Billed,
    OutputUnusable,
    RemoteGone,
    SeedreamError,
    Unreachable,
)
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.request import (
    Output,
    OutputState,
    Request,
    RequestState,
    Trouble,
)
from seedream_desktop.engine.late_charge import LateCharge
from seedream_desktop.engine.matcher import Matcher
from seedream_desktop.engine.outbox import OUTPUT_BYTES_MAX, OUTPUT_PIXELS_MAX, BlobOutbox
from seedream_desktop.engine.pace import backoff_s
from seedream_desktop.engine.showcase import Showcase
from seedream_desktop.engine.verdict import Verdict, conclude, filled_targets
from seedream_desktop.ports.library import Blobs, Library, Settlement
from seedream_desktop.ports.pictures import Pictures
from seedream_desktop.ports.provider import (
    Downloads,
    Finished,
    OutputStored,
    OutputUrl,
    Provider,
)
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

_AT_ONCE = 8
_BAD_FILE_TRIES = 3
_OFFLINE_TRIES = 6
_RENEWAL_WAITS_S = (0.0, 2.0, 5.0, 15.0)
"""Waits before an output that is not at its address is asked for anew: that address may have run
out, or stores that hold pictures in several places may not show it everywhere yet."""


class Collector:
    """Turns a COLLECTING request into versions. Safe to start over at any point."""

    def __init__(
        self,
        library: Library,
        blobs: Blobs,
        pictures: Pictures,
        downloads: Mapping[ProviderId, Downloads],
        outbox: BlobOutbox,
        clock: Clock,
        matcher: Matcher,
        late: LateCharge,
        showcase: Showcase,
    ) -> None:
        """Take what outputs are fetched with, kept in, paired and shown by, and priced late by."""
        self._library = library
        self._blobs = blobs
        self._pictures = pictures
        self._downloads = downloads
        self._outbox = outbox
        self._clock = clock
        self._late = late
        self._matcher = matcher
        self._showcase = showcase
        self._fetching = asyncio.Semaphore(_AT_ONCE)

    async def collect(self, request: Request, provider: Provider, card: Card) -> Verdict:
        """Fetch what is still awaited, pair, and settle.

        Raises Unreachable when the network stays away, and AccountRefused or KeyMissing when the
        service cannot be asked: the outputs wait there.
        Raises StorageFailed when they cannot be kept: nothing is lost there either.
        """
        outputs = await self._library.outputs(request.id)
        fetches = (self._home(request, output, provider) for output in outputs)
        charged, fetched = await asyncio.gather(
            self._late.told_micros(request, provider, card),
            asyncio.gather(*fetches, return_exceptions=True),
        )
        for result in fetched:
            if isinstance(result, BaseException):
                raise result
        home = tuple(result for result in fetched if isinstance(result, Output))
        if charged is not None:
            return await self._settle(replace(request, charged_micros=charged), home, card)
        verdict = await self._settle(request, home, card)
        self._late.follow(verdict.request, provider, card)
        return verdict

    async def _home(self, request: Request, output: Output, provider: Provider) -> Output:
        if output.state is not OutputState.AWAITED:
            return output
        bad = offline = renewals = 0
        gone: RemoteGone | None = None  # the first no, until an address is there to be tried
        while True:
            try:
                if gone is not None:
                    output, gone = await self._renewed(request, output, provider, gone), None
                stored = await self._fetched(request.provider, output)
                break
            except Unreachable as error:
                offline += 1
                if offline >= _OFFLINE_TRIES:
                    raise
                wait_s = error.retry_after_s or backoff_s(offline, first_s=0.5)
                await self._clock.sleep(wait_s)
            except RemoteGone as error:
                gone = gone or error
                if renewals == len(_RENEWAL_WAITS_S):
                    stored = _lost(output, gone)
                    break
                await self._clock.sleep(_RENEWAL_WAITS_S[renewals])
                renewals += 1
            except OutputUnusable as error:
                bad += 1
                if bad >= _BAD_FILE_TRIES:
                    stored = _lost(output, error)
                    break
                await self._clock.sleep(backoff_s(bad, first_s=0.3))
        await self._library.save_output(request.id, stored)
        return stored

    async def _fetched(self, provider: ProviderId, output: Output) -> Output:
        if output.state is OutputState.STORED:
            return output
        async with self._fetching:
            return await self._fetch(provider, output)

    async def _fetch(self, provider: ProviderId, output: Output) -> Output:
        scratch = self._blobs.scratch()
        try:
            fetch = self._downloads[provider].fetch
            await fetch(output.url, scratch, bytes_max=OUTPUT_BYTES_MAX)
            verified = await self._pictures.verify(scratch, pixels_max=OUTPUT_PIXELS_MAX)
            digest = await self._blobs.take(scratch)
            self._showcase.show(digest, verified)
        finally:
            await asyncio.to_thread(scratch.unlink, missing_ok=True)
        return replace(
            output, state=OutputState.STORED, digest=digest, size=verified.size, trouble=None
        )

    async def _renewed(
        self, request: Request, output: Output, provider: Provider, gone: RemoteGone
    ) -> Output:
        """Ask the service again for an output whose address ran out.

        Where there is no job to ask for, it is the same address. Raises RemoteGone when the
        service has nothing to give, and what look_up() raises: a service that cannot be asked now
        has not given the output up.
        """
        if request.remote_id is None:
            return output
        word = await provider.look_up(request.remote_id, self._outbox)
        if not isinstance(word, Finished) or output.index >= len(word.outputs):
            raise gone
        match word.outputs[output.index]:
            case OutputUrl(url):
                return replace(output, url=url)
            case OutputStored(digest, size):
                return replace(output, state=OutputState.STORED, digest=digest, size=size)
        raise gone

    async def _settle(self, request: Request, outputs: tuple[Output, ...], card: Card) -> Verdict:
        recipe = request.recipe
        assert recipe is not None, "a collected request has its recipe"
        there = [output for output in outputs if output.state is OutputState.STORED]
        made = await self._library.arrivals.versions(request.id)
        filled = filled_targets(recipe, made)
        used = {version.output_index for version in made}
        fresh = [output for output in there if output.index not in used]
        pairing = await self._matcher.pair(request, fresh, card, filled)
        now = self._clock.now()
        verdict = conclude(request, recipe, outputs, fresh, pairing, now, filled)
        state = RequestState.DONE if there else RequestState.FAILED
        settled = await self._library.settle(
            replace(request, trouble=verdict.trouble, ended_at=self._clock.now()),
            state,
            Settlement(charged_micros=request.charged_micros),
            self._clock.now(),
            verdict.versions,
        )
        return replace(verdict, request=settled)


def _lost(output: Output, error: SeedreamError) -> Output:
    _log.warning("output %d is lost: %s", output.index, error.code)
    return replace(output, state=OutputState.LOST, trouble=Trouble.of(error, Billed.YES))
