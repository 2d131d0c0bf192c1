"""One connection at the door: uvicorn's own protocol, which sets no bound to a head, a body or the time they take.

What uvicorn does stays as it is; here is counted what comes in, and a clock runs while a request is not here whole.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httptools
import structlog
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from app.web.door import refusals
from app.web.door.hall import Hall
from app.web.door.limits import LINGER_BYTES, LINGER_SECONDS
from app.web.door.refusals import Refusal, answer

_MOST_AHEAD = 100
"""So many requests may wait on one connection for the answer before theirs. No browser sends any ahead."""
log = structlog.get_logger("zhanwang.door")


class _TooMuchError(Exception):
    """Stops the parser in the middle of what it reads."""


class Connection(HttpToolsProtocol):
    """A connection that is held to the limits of its hall."""

    def __init__(
        self,
        hall: Hall,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._hall, self._limits = hall, hall.limits
        self._counted = False
        self._address = ""
        self._stage = "idle"  # then head, body, and idle again; closing in the end
        self._refusal = refusals.MALFORMED
        self._began = 0.0
        self._head_bytes = self._header_bytes = self._headers = self._heads = 0
        self._body_bytes = self._pieces = self._held = self._thrown_away = 0
        self._before: RequestResponseCycle | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None

    # What the event loop tells

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Let somebody in and start the clock; nothing has been said yet."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self._counted = self._hall.enter()
        if not self._counted:
            self._refuse(refusals.CROWDED)
            return
        self._hall.wait_for(self._address, self)
        self._run_clock(self._limits.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget them."""
        self._stop_clock()
        self._stop_waiting_for_reader()
        self._hall.done_waiting(self._address, self)
        self._let_go_of_body()
        if self._counted:
            self._counted = False
            self._hall.leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless this connection is only waited for to close."""
        if self._stage == "closing":
            self._thrown_away += len(data)
            if self._thrown_away > LINGER_BYTES:
                self.transport.abort()
            return
        self._unset_keepalive_if_required()
        if self._stage == "idle":
            self._begin_head()
        begun = self._heads
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            return  # there is nothing to upgrade to; the request is answered as any other
        except httptools.HttpParserError:
            self._refuse(self._refusal)
            return
        if self._stage == "head" and self._heads == begun:  # what came with requests before it is not counted
            self._head_bytes += len(data)
            if self._head_bytes > self._limits.head_bytes:
                self._refuse(refusals.LARGE_HEAD)

    def pause_writing(self) -> None:
        """The reader is slower than the answer."""
        super().pause_writing()
        self._wait_for_reader()

    def resume_writing(self) -> None:
        """The reader has caught up."""
        self._stop_waiting_for_reader()
        super().resume_writing()

    # What the parser tells

    def on_message_begin(self) -> None:
        """A request begins, the next of several that came at once too."""
        super().on_message_begin()
        if self._stage == "idle":
            self._begin_head()

    def on_url(self, url: bytes) -> None:
        """A piece of the address."""
        if len(self.url) + len(url) > self._limits.address_bytes:
            self._stop_reading(refusals.LONG_ADDRESS)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One field of the head. Those that come after a body are nobody's business: they are not passed on."""
        self._headers += 1
        self._header_bytes += len(name) + len(value) + 4
        if self._headers > self._limits.headers or self._header_bytes > self._limits.head_bytes:
            self._stop_reading(refusals.LARGE_HEAD)
        if self._stage == "head":
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is here whole: the application begins, and the body has a clock of its own."""
        hosts = sum(name == b"host" for name, _ in self.headers)
        # One Host, says HTTP/1.1; two are how a proxy and what stands behind it are set at odds.
        if len(self.pipeline) >= _MOST_AHEAD or hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            self._stop_reading(refusals.MALFORMED)
        self._before = self.cycle
        super().on_headers_complete()
        self._stage = "body"
        self._began = self.loop.time()
        self._body_bytes = self._pieces = 0
        self._run_clock(self._limits.seconds_for(0))

    def on_chunk_header(self) -> None:
        """A piece of a body whose length was not told begins."""
        self._pieces += 1
        few = self._body_bytes < self._pieces * self._limits.fewest_bytes_a_piece
        if self._pieces > self._limits.free_pieces and few:
            self._stop_reading(refusals.IN_PIECES)

    def on_body(self, body: bytes) -> None:
        """Some of the body."""
        self._body_bytes += len(body)
        if self._body_bytes > self._limits.body_bytes:
            self._stop_reading(refusals.TOO_LARGE)
        if not self.cycle.response_complete:
            self._held += len(body)
            self._hall.hold(len(body))
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is here whole: from here on it is the application that takes its time."""
        self._stop_clock()
        self._hall.done_waiting(self._address, self)
        self._stage = "idle"
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The answer is written; what is left of a body that nobody wanted is not waited for long."""
        self._let_go_of_body()
        if self.transport.get_write_buffer_size():
            self._wait_for_reader()
        if self._stage == "body":
            self._run_clock(LINGER_SECONDS)
        super().on_response_complete()
        if self._stage == "idle" and not self.pipeline and not self.transport.is_closing():
            self._hall.wait_for(self._address, self)

    # The clocks

    def _begin_head(self) -> None:
        self._stage = "head"
        self._heads += 1
        self._head_bytes = self._header_bytes = self._headers = 0
        self._hall.wait_for(self._address, self)
        self._run_clock(self._limits.head_seconds)

    def _run_clock(self, seconds: float) -> None:
        self._stop_clock()
        self._clock = self.loop.call_later(seconds, self._time_is_up)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _time_is_up(self) -> None:
        """Whoever is late is told so; who is not at fault gets more time."""
        self._clock = None
        if self.transport.is_closing():
            return
        if self._stage == "body" and not self.cycle.response_complete:
            left = self._began + self._limits.seconds_for(self._body_bytes) - self.loop.time()
            # While the application does not read on, nobody can be blamed for not sending.
            if left > 0 or self.flow.read_paused:
                self._run_clock(max(left, 1.0))
                return
        if self._stage == "idle" or (self._stage == "body" and not self._answer_is_due()):
            self.transport.close()
            return
        self._refuse(refusals.TOO_SLOW)

    def _wait_for_reader(self) -> None:
        if self._unread is None:
            size = self.transport.get_write_buffer_size()
            self._unread = self.loop.call_later(self._limits.unread_seconds, self._nobody_reads, size)

    def _stop_waiting_for_reader(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _nobody_reads(self, size: int) -> None:
        """Hang up on somebody who has taken nothing of the answer since; who took some has as long again."""
        self._unread = None
        now = self.transport.get_write_buffer_size()
        if now >= size:
            self.transport.abort()
        elif now:
            self._wait_for_reader()

    def _let_go_of_body(self) -> None:
        self._hall.hold(-self._held)
        self._held = 0

    def _answer_is_due(self) -> bool:
        """Whether the application still works on a request of this connection."""
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    # The ways out

    def make_room(self) -> None:
        """Close at once, for others."""
        self.transport.abort()

    def _stop_reading(self, refusal: Refusal) -> None:
        self._refusal = refusal
        raise _TooMuchError

    def _refuse(self, refusal: Refusal) -> None:
        """Say why, and close once that has been read. Where requests before this one are under way, they are answered
        and nothing is said: it would be read as the answer to the first of them.
        """
        was, self._stage = self._stage, "closing"
        self._stop_clock()
        self._hall.done_waiting(self._address, self)
        log.warning("refused at the door", status=refusal.status, reason=refusal.name)
        if was == "body" and self.pipeline and self._before is not None:  # it has not begun, and never will
            self.pipeline.popleft()
            self.cycle, was = self._before, "idle"
        if self._answer_is_due():
            if was != "body":
                self.cycle.keep_alive = False
                self.flow.pause_reading()
                return
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            if self.cycle.response_started:
                self.transport.abort()
                return
        elif was == "body":  # answered already
            self.transport.close()
            return
        self.transport.write(answer(refusal, self.server_state.default_headers))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.abort)
