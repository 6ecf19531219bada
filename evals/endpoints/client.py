"""Asking an OpenAI-compatible endpoint: within bounds, with patience that ends, and in one sentence when it fails."""

from __future__ import annotations

import ipaddress
import json
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from data.records import InvalidInput, Refused, RunFailed
from evals.places import ENDPOINT_KEY

LARGEST_ANSWER_BYTES = 32 << 20
CHUNK_BYTES = 1 << 16
PASSING_STATUS = frozenset({408, 429, 500, 502, 503, 504})
LONGEST_WAIT_SECONDS = 60.0
EXCERPT_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an endpoint is waited for.

    Attributes:
        timeout_seconds: For each attempt, from the question to the end of the answer.
        attempts: Of one question, the first included.
        first_wait_seconds: Before the second attempt; doubled before each further one.
    """

    timeout_seconds: float = 60.0
    attempts: int = 5
    first_wait_seconds: float = 1.0


class _Passing(Exception):  # noqa: N818 - reads as the sentence it stands for
    """What may be gone at the next attempt: why, and how long the endpoint asks to wait."""

    def __init__(self, reason: str, wait_seconds: float = 0.0) -> None:
        super().__init__(reason)
        self.wait_seconds = wait_seconds


class EndpointClient:
    """Posts questions to one base address.

    The key is read from the environment variable ASSAY_ENDPOINT_KEY, sent as a bearer token, and nowhere kept.
    Redirects are not followed; answers over 32 MB are an error. 408, 429, 5xx and time-outs are tried again after a
    wait that doubles, or as long as the endpoint asks for, a minute at most. An address that was never reached is not
    tried again: it is more likely wrong than busy.

    Args:
        url: Base address such as http://host:8000/v1, without user, query or fragment.
        patience: Time-outs and attempts.
        sleep: Waits; replaced in tests.

    Raises:
        InvalidInput: the address is not http or https, or holds more than host, port and path.
        Refused: the host is a link-local, multicast or unspecified address.
    """

    def __init__(
        self, url: str, patience: Patience | None = None, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        check_address(url)
        self.url = url.rstrip("/")
        self._patience = patience or Patience()
        self._sleep = sleep
        self._was_reached = False

    def choices(self, path: str, asked: dict[str, Any], count: int) -> list[dict[str, Any]]:
        """The `count` choices of the answer to `asked`, in the order of their index.

        Args:
            path: Below the base address, such as "completions".
            asked: The question, JSON-safe.
            count: Choices the question must bring.

        Raises:
            RunFailed: not reached, refused, out of patience, or an answer that is not what OpenAI describes.
        """
        url = f"{self.url}/{path}"
        content = self._patiently(url, asked)
        try:
            choices = json.loads(content)["choices"]
            if len(choices) != count or not all(isinstance(choice, dict) for choice in choices):
                raise ValueError(f"{len(choices)} choices, expected {count}")
            return sorted(choices, key=lambda choice: int(choice.get("index", 0)))
        except (ValueError, KeyError, TypeError) as error:
            raise RunFailed(
                f"Endpoint {url!r} gave no completions as OpenAI describes them ({error}); check the address."
            ) from error

    def _patiently(self, url: str, asked: dict[str, Any]) -> bytes:
        wait = self._patience.first_wait_seconds
        for attempt in range(1, self._patience.attempts + 1):
            try:
                return self._asked_once(url, asked)
            except _Passing as passing:
                if attempt == self._patience.attempts:
                    raise RunFailed(
                        f"Endpoint {url!r} {passing} at each of {attempt} attempts; try again when it is less busy."
                    ) from passing
                self._sleep(min(max(wait, passing.wait_seconds), LONGEST_WAIT_SECONDS))
                wait *= 2
        raise AssertionError("attempts is at least 1")

    def _asked_once(self, url: str, asked: dict[str, Any]) -> bytes:
        key = os.environ.get(ENDPOINT_KEY)
        try:
            with requests.post(
                url,
                json=asked,
                headers={"Authorization": f"Bearer {key}"} if key else {},
                timeout=self._patience.timeout_seconds,
                allow_redirects=False,
                stream=True,
            ) as answer:
                self._was_reached = True
                content = self._content(answer)
        except requests.Timeout as error:
            raise _Passing(f"did not answer within {self._patience.timeout_seconds:g} s") from error
        except requests.RequestException as error:
            if self._was_reached:
                raise _Passing(f"broke off ({type(error).__name__})") from error
            raise RunFailed(
                f"Endpoint {url!r} cannot be reached ({type(error).__name__}); check address and key."
            ) from error
        if answer.status_code in PASSING_STATUS:
            raise _Passing(f"answered {answer.status_code}", _asked_wait(answer.headers.get("Retry-After")))
        if answer.status_code != 200 or len(content) > LARGEST_ANSWER_BYTES:
            raise RunFailed(
                f"Endpoint {url!r} answered {answer.status_code} with {len(content)} bytes, expected 200; "
                f"check address and key{_excerpt(content, key)}."
            )
        return content

    def _content(self, answer: requests.Response) -> bytes:
        """The body, at most one chunk beyond the largest allowed; a trickle ends with the time-out as well."""
        deadline = time.monotonic() + self._patience.timeout_seconds
        parts = bytearray()
        for chunk in answer.iter_content(CHUNK_BYTES):
            parts += chunk
            if len(parts) > LARGEST_ANSWER_BYTES:
                break
            if time.monotonic() > deadline:
                raise requests.Timeout
        return bytes(parts)


def check_address(url: str) -> None:
    """Pass silently when `url` is a base address that may be asked; see `EndpointClient` for the errors."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not host:
        raise InvalidInput(f"Endpoint {url!r} is no http or https address; name one such as http://host:8000/v1.")
    if parts.username is not None or parts.query or parts.fragment:
        shown = f"{parts.scheme}://{host}{parts.path}"
        raise InvalidInput(
            f"Endpoint {shown!r}: write no user, query or fragment into the address; a key goes into {ENDPOINT_KEY}."
        )
    for address in _addresses(host):
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            raise Refused(f"Endpoint {url!r} leads to {address}, an address of the machine's own network equipment.")


def _addresses(host: str) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """What a host stands for; nothing where it cannot be resolved, which asking it will then say."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return []
    return [ipaddress.ip_address(str(each).partition("%")[0]) for each in found]


def _asked_wait(header: str | None) -> float:
    try:
        return max(0.0, float(header or 0))
    except ValueError:
        return 0.0


def _excerpt(content: bytes, key: str | None) -> str:
    """What the endpoint said, one printable line of it; the key, should it come back, left out."""
    text = content[: 4 * EXCERPT_CHARACTERS].decode("utf-8", "replace")
    text = text.replace(key, "…") if key else text
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return f"; it said: {words[:EXCERPT_CHARACTERS]}" if words else ""
