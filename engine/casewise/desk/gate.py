"""The gate before all pages: who asks, from where, how much; and what goes wrong behind it."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from casewise.desk.bodies import bounded
from casewise.desk.door import Door
from casewise.desk.headers import RAW
from casewise.desk.hosts import host_refused
from casewise.desk.origins import is_cross_origin
from casewise.desk.refusals import Refused
from casewise.errors import report_id

log = logging.getLogger("casewise.desk")

METHODS = ("GET", "HEAD", "POST")
MOST_HEADERS = 64
API = "/api/"

ErrorPage = Callable[[Scope, HTTPStatus, str, bool], Response]
"""Tells a person, or a program, what went wrong; and whether it is one who may come in."""


class Gate:
    """An ASGI application in front of another, which sees only what may come in.

    What goes wrong behind it is told with a report id, which says where in the program it was and
    nothing of the case; no traceback leaves it.
    """

    def __init__(self, behind: ASGIApp, door: Door, port: int, error_page: ErrorPage) -> None:
        self._behind = behind
        self._door = door
        self._port = port
        self._error_page = error_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        sending = _Sending(send)
        try:
            answer = self._at_the_door(scope)
            sending.known = True
            if answer is not None:
                await answer(scope, receive, sending)
            else:
                # With an `app` Starlette raises what it refuses instead of answering by itself.
                await self._behind({**scope, "app": self}, bounded(scope, receive), sending)
        except Refused as refused:
            await self._tell(scope, receive, sending, refused.status, str(refused))
        except HTTPException as refused:
            status = HTTPStatus(refused.status_code)
            await self._tell(scope, receive, sending, status, _ELSEWHERE)
        except Exception as error:
            report = report_id(error)
            log.error("an error inside casewise (report id %s)", report)
            words = f"Something went wrong inside casewise (report id {report})."
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            await self._tell(scope, receive, sending, status, words)

    async def _tell(
        self, scope: Scope, receive: Receive, send: "_Sending", status: HTTPStatus, words: str
    ) -> None:
        if not send.started:
            await self._error_page(scope, status, words, send.known)(scope, receive, send)
        elif not send.ended:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _at_the_door(self, scope: Scope) -> Response | None:
        """The answer to one who brings the key; `None` for one who is known.

        Raises:
            Refused: nobody who may come in asks.
        """
        headers = _checked(scope, self._port)
        if scope["path"].startswith(API) and "authorization" in headers:
            if self._door.knows_program(headers["authorization"]):
                return None
            raise Refused(HTTPStatus.UNAUTHORIZED, "This is not the key that `serve` printed.")
        if self._door.knows(_cookie(headers, self._door.cookie_name)):
            return _without_key(scope)
        link = scope["path"] == "/" and scope["method"] == "GET"
        cookie = self._door.open_with(_key(scope)) if link else None
        if cookie is None:
            raise Refused(HTTPStatus.FORBIDDEN, _STRANGER)
        return admitted(RedirectResponse("/", HTTPStatus.SEE_OTHER), self._door, cookie)


_ELSEWHERE = "Go on with a link at the top of a page, or with a button on it."

_STRANGER = (
    "Open the link that `casewise serve` printed. It opens once, in one browser; if it has been "
    "used already, stop the program and start it again."
)


def admitted(response: Response, door: Door, cookie: str) -> Response:
    """The response, with the cookie by which its browser is known from then on."""
    response.set_cookie(door.cookie_name, cookie, httponly=True, samesite="strict")
    return response


def _checked(scope: Scope, port: int) -> Mapping[str, str]:
    """The headers of a request that was made on this machine, by nobody else's page.

    Raises:
        Refused: it was not, or has too many headers, or a method that is none of ours.
    """
    if len(scope["headers"]) > MOST_HEADERS:
        raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "There are too many headers.")
    headers = Headers(scope=scope)
    refused = host_refused(headers.getlist("host"), port)
    if refused is not None:
        raise Refused(refused, "This server is called 127.0.0.1 or localhost, with its port.")
    if scope["method"] not in METHODS:
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "Pages are read, and forms are sent.")
    if is_cross_origin(scope["method"], headers, headers["host"]):
        words = "Another site asks for this. Copy the link into the address bar instead."
        raise Refused(HTTPStatus.FORBIDDEN, words)
    return headers


def _cookie(headers: Mapping[str, str], name: str) -> str | None:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return None
    return found.value if found is not None else None


def _key(scope: Scope) -> str:
    query: str = scope["query_string"].decode("latin-1")
    return parse_qs(query).get("k", [""])[0]


def _without_key(scope: Scope) -> Response | None:
    """For one who is known and comes by the link again: the same page without the key."""
    if not scope["query_string"]:
        return None
    if scope["path"] == "/" and scope["method"] in ("GET", "HEAD"):
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    raise Refused(HTTPStatus.BAD_REQUEST, "No page of this server has anything after `?`.")


class _Sending:
    """Sends on, with the headers that every answer has; knows to whom, and how far it is."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.known = False
        self.started = False
        self.ended = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            message["headers"] = [*message.get("headers", ()), *RAW]
        elif not message.get("more_body"):
            self.ended = True
        await self._send(message)
