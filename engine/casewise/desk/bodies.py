"""Bodies of requests, within bounds and in memory only."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from casewise.desk.refusals import Refused

MOST_BYTES = 1024 * 1024
"""Of a file or of JSON. A file of a form stays in memory up to as much: see `MultiPartParser`."""
MOST_FORM_BYTES = 64 * 1024
"""Of any other body."""


def bounded(scope: Scope, receive: Receive) -> Receive:
    """`receive`, for a body of at most `MOST_BYTES`, or `MOST_FORM_BYTES`.

    Raises:
        Refused: the body is longer, or says so.
    """
    headers = Headers(scope=scope)
    large = headers.get("content-type", "").startswith(("multipart/form-data", "application/json"))
    most = MOST_BYTES if large else MOST_FORM_BYTES
    announced = headers.get("content-length", "0")
    if not announced.isdecimal() or len(announced) > 12 or int(announced) > most:
        raise _too_long(most)
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise _too_long(most)
        return message

    return counted


def _too_long(most: int) -> Refused:
    words = f"What was sent is longer than {most // 1024} KiB."
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words)
