"""A visitor without a browser: opens a session of the dashboard over its WebSocket, as the client of Streamlit does.

A visit lasts from sending what the address says until the script has finished. What was sent counts in bytes of all
messages before compression, as they are on a first visit, since a session of its own has nothing cached. Parts of a
screen that repeat themselves are only asked for by a client that keeps time; this one does not.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NamedTuple, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

MOST_BYTES = 64 * 2**20


class Visit(NamedTuple):
    """One drawing of a screen.

    Attributes:
        seconds: From sending until the script had finished.
        script_seconds: From the script's first message until its last.
        sent_bytes: Of all messages.
        titles: The screen's headings of the first order.
        problems: Exceptions and errors that it shows.
    """

    seconds: float
    script_seconds: float
    sent_bytes: int
    titles: tuple[str, ...]
    problems: tuple[str, ...]


class Control(NamedTuple):
    """A button that is pressed (no value), or a box in which an option is chosen, by its label."""

    label: str
    value: str | None = None


@dataclass
class Visitor:
    """One session; `async with Visitor(address) as visitor`.

    Attributes:
        address: Of the dashboard.
    """

    address: str
    _connection: ClientConnection = field(init=False, repr=False)
    _elements: list[Any] = field(default_factory=list, repr=False)
    _asked: tuple[str, str] = ("", "")

    async def __aenter__(self) -> Self:
        """Connect; nothing is drawn before a screen is asked for."""
        where = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        self._connection = await connect(where, compression=None, max_size=MOST_BYTES)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave."""
        await self._connection.close()

    async def open(self, page: str, query: str = "") -> Visit:
        """Draw a screen.

        Args:
            page: Its name, empty for the first.
            query: What stands behind the question mark.
        """
        self._asked = (page, query)
        return await self._run(self._message())

    async def use(self, control: Control) -> Visit | None:
        """Press or choose, and draw the screen again; None where it has no such control that can be used."""
        found = next((each for each in self._controls() if _is(each, control)), None)
        if found is None:
            return None
        message = self._message()
        state = message.rerun_script.widget_states.widgets.add(id=found.id)
        if control.value is None:
            state.trigger_value = True
        else:
            state.string_value = control.value
        return await self._run(message)

    def _controls(self) -> Iterator[Any]:
        for element in self._elements:
            kind = element.WhichOneof("type")
            if kind in {"button", "selectbox"}:
                yield getattr(element, kind)

    def _message(self) -> BackMsg:
        page, query = self._asked
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = page, query
        message.rerun_script.context_info.timezone = "UTC"
        message.rerun_script.context_info.locale = "en-US"
        return message

    async def _run(self, message: BackMsg) -> Visit:
        self._elements.clear()
        sent_bytes, began = 0, None
        sent = time.perf_counter()
        await self._connection.send(message.SerializeToString())
        while True:
            raw = await self._connection.recv(decode=False)
            now = time.perf_counter()
            sent_bytes += len(raw)
            got = ForwardMsg.FromString(raw)
            kind = got.WhichOneof("type")
            if kind == "new_session":
                began = now if began is None else began
                self._elements.clear()
            elif kind == "delta" and got.delta.WhichOneof("type") == "new_element":
                self._elements.append(got.delta.new_element)
            elif kind == "script_finished" and got.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return Visit(now - sent, now - (began or sent), sent_bytes, self._titles(), self._problems())

    def _titles(self) -> tuple[str, ...]:
        shown = [each.heading for each in self._elements if each.WhichOneof("type") == "heading"]
        return tuple(heading.body for heading in shown if heading.tag == "h1")

    def _problems(self) -> tuple[str, ...]:
        return tuple(said for each in self._elements if (said := _problem(each)))


def _is(found: Any, control: Control) -> bool:
    return found.label == control.label and not found.disabled


def _problem(element: Any) -> str:
    kind = element.WhichOneof("type")
    if kind == "exception":
        return f"{element.exception.type}: {element.exception.message}"
    return str(element.alert.body) if kind == "alert" and element.alert.format == element.alert.ERROR else ""
