"""A desk without a server, for tests: requests go straight to its application."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from attrs import frozen

import casewise
from casewise.cli.material import material_of
from casewise.desk.app import application
from casewise.desk.desk import Desk
from casewise.desk.door import Door
from casewise.facts import Choice, Known, Members, Span
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import FactType
from casewise.sitting.questions import Question

PORT = 8123
HOST = f"127.0.0.1:{PORT}"
ROOT = Path(__file__).parent.parent
PARCELS = ROOT / "tests" / "rulesets" / "parcels" / "rules" / "parcels"
FORM = "application/x-www-form-urlencoded"

Headers = Iterable[tuple[str, str]]


@frozen
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def asked(app: Any, method: str, target: str, headers: Headers, body: bytes = b"") -> Answer:
    """The answer of an application to one request."""
    path, _, query = target.partition("?")
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
        "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", PORT),
    }  # fmt: skip
    told: list[dict[str, Any]] = []
    parts = [body[at : at + 65536] for at in range(0, len(body), 65536)] or [b""]

    async def receive() -> dict[str, Any]:
        if parts:
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}
        await asyncio.Event().wait()  # the browser stays until all is there
        raise AssertionError

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    asyncio.run(app(scope, receive, send))
    start = told[0]
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], found, b"".join(each.get("body", b"") for each in told[1:]))


class Visitor:
    """A browser at a desk: it keeps the cookie, sends what a browser sends, and goes on."""

    def __init__(self, ruleset: Ruleset, name: str = "njov-1") -> None:
        self.door = Door(PORT)
        self.desk = Desk(ruleset, lambda rules: material_of(name, rules), self.door)
        self.app = application(self.desk, PORT)
        self.cookie = ""
        self.at = ""
        self.seen: list[tuple[str, Answer]] = []

    def come_in(self) -> "Visitor":
        self.get(f"/?k={self.door.key}")
        return self

    def get(self, target: str) -> Answer:
        return self._go("GET", target, [])

    def post(self, target: str, form: Mapping[str, Any] | None = None) -> Answer:
        body = urlencode(dict(form or {}), doseq=True).encode()
        return self._go("POST", target, [("content-type", FORM)], body)

    def upload(self, target: str, raw: bytes, name: str = "cases.yaml") -> Answer:
        kind = "multipart/form-data; boundary=XX"
        head = f'--XX\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + raw + b"\r\n--XX--\r\n"
        return self._go("POST", target, [("content-type", kind)], body)

    def question(self) -> Question:
        """The question that the page shows."""
        path = re.search(r'name="path" value="([^"]*)"', self.seen[-1][1].text)
        assert path is not None, self.at
        assert self.desk.memory.sitting is not None
        return self.desk.memory.sitting.about(path.group(1))

    def _go(self, method: str, target: str, more: Headers, body: bytes = b"") -> Answer:
        site = "same-origin" if self.at else "none"
        headers = [("host", HOST), ("sec-fetch-site", site), *more]
        headers += [("cookie", self.cookie)] if self.cookie else []
        headers += [("origin", "null")] if method == "POST" else []
        answer = asked(self.app, method, target, headers, body)
        self.seen.append((target, answer))
        self.at = target
        if "set-cookie" in answer.headers:
            self.cookie = answer.headers["set-cookie"].partition(";")[0]
        if answer.status == 303:
            return self._go("GET", answer.headers["location"], [])
        return answer


def visitor(ruleset: Ruleset | None = None, name: str = "njov-1") -> Visitor:
    """Somebody at a desk of their own."""
    return Visitor(ruleset or casewise.load(name), name).come_in()


def filled(question: Question, known: Known | None) -> dict[str, Any]:
    """The form of a question as a person fills it who knows this much."""
    form: dict[str, Any] = {"path": question.path}
    match known:
        case None:
            kind = question.fact.type
            return form | ({"whole": "unknown"} if kind is FactType.SET else {"answer": "unknown"})
        case Choice(values) if len(values) == 1:
            return form | {"answer": next(iter(values))}
        case Choice(values):
            return form | {"answer": "several", "several": sorted(values)}
        case Members(included, excluded):
            words = dict.fromkeys(included, "yes") | dict.fromkeys(excluded, "no")
            codes = enumerate(question.fact.codes, start=1)
            return form | {f"member-{at}": words.get(code, "unknown") for at, code in codes}
        case Span(low, high):
            return form | _span(question, low, high)
    raise AssertionError("a list is answered by one more or none")


def _span(question: Question, low: int, high: int) -> dict[str, str]:
    if low == high:
        return {"answer": "exact", **_end(question, "exact", low)}
    ends = {"low": low} if low > question.fact.low else {}
    ends |= {"high": high} if high < question.fact.high or not ends else {}
    return {"answer": "part"} | {
        name: value for end, at in ends.items() for name, value in _end(question, end, at).items()
    }


def _end(question: Question, name: str, at: int) -> dict[str, str]:
    from datetime import date

    if question.fact.type is not FactType.DATE:
        return {name: str(at)}
    day = date.fromordinal(at)
    return {
        f"{name}-day": str(day.day),
        f"{name}-month": str(day.month),
        f"{name}-year": str(day.year),
    }
