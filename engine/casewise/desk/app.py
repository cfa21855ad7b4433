"""The desk as an ASGI application: its routes, behind the gate."""

from collections.abc import Iterator
from http import HTTPStatus
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import Scope

from casewise.desk.api import Api, problems_json
from casewise.desk.case_pages import CasePages
from casewise.desk.desk import Desk
from casewise.desk.gate import API, Gate
from casewise.desk.interview_pages import InterviewPages
from casewise.desk.record_pages import RecordPages
from casewise.desk.refusals import Refused
from casewise.desk.result_pages import ResultPages
from casewise.desk.rule_pages import RulePages

GET, POST = ["GET"], ["POST"]
STATIC = {
    "desk.css": ("casewise.desk", "static/desk.css", "text/css"),
    "codebook.css": ("casewise.codebook", "templates/codebook.css", "text/css"),
    "icon.svg": ("casewise.desk", "static/icon.svg", "image/svg+xml"),
}


def application(desk: Desk, port: int) -> Gate:
    """The application, for requests to this port."""
    routes = [
        *_case_routes(desk),
        *_record_routes(RecordPages(desk)),
        *_rule_routes(RulePages(desk)),
        *_api_routes(Api(desk.ruleset)),
        Route("/static/{name}", static, methods=GET),
    ]
    router = Router(routes, redirect_slashes=False)
    return Gate(router, desk.door, port, Errors(desk).page)


def _case_routes(desk: Desk) -> Iterator[Route]:
    case, interview, result = CasePages(desk), InterviewPages(desk), ResultPages(desk)
    yield Route("/", case.start, methods=GET)
    yield Route("/start", case.begin, methods=POST)
    yield Route("/load", case.load, methods=POST)
    yield Route("/question", interview.question, methods=GET)
    yield Route("/question", interview.answer, methods=POST)
    yield Route("/skip", interview.skip, methods=POST)
    yield Route("/take-up", interview.take_up, methods=POST)
    yield Route("/back", interview.back, methods=POST)
    yield Route("/turn", interview.turn, methods=POST)
    yield Route("/withdraw", interview.withdraw, methods=POST)
    yield Route("/answers", case.answers, methods=GET)
    yield Route("/result", result.result, methods=GET)
    yield Route("/save", case.save, methods=POST)
    yield Route("/record", case.record, methods=POST)
    yield Route("/exit", case.leave, methods=POST)
    yield Route("/cleared", case.cleared, methods=GET)


def _record_routes(records: RecordPages) -> Iterator[Route]:
    yield Route("/table", records.table, methods=GET)
    yield Route("/table", records.read, methods=POST)
    yield Route("/table/show", records.show, methods=POST)
    yield Route("/table/open", records.open, methods=POST)


def _rule_routes(rules: RulePages) -> Iterator[Route]:
    yield Route("/rules", rules.index, methods=GET)
    yield Route("/rules/{path:path}", rules.page, methods=GET)


def _api_routes(api: Api) -> Iterator[Route]:
    yield Route("/api/classify", api.classify, methods=POST)
    yield Route("/api/next", api.next, methods=POST)
    yield Route("/api/explain", api.explain, methods=POST)
    yield Route("/api/openapi.json", api.openapi, methods=GET)


class Errors:
    """Pages, or JSON, that say what went wrong."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def page(self, scope: Scope, status: HTTPStatus, words: str, known: bool) -> Response:
        """What went wrong. One who is not known gets no page of the desk."""
        if scope["path"].startswith(API):
            return problems_json(status, words)
        title = TITLES.get(status, status.phrase)
        template = "error" if known else "stranger"
        return self._desk.renderer.page(template, status, title=title, words=words)


TITLES = {
    HTTPStatus.NOT_FOUND: "There is no such page",
    HTTPStatus.METHOD_NOT_ALLOWED: "There is no such page",
    HTTPStatus.FORBIDDEN: "You cannot come in here",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "That is too much",
}


async def static(request: Request) -> Response:
    """A file that pages are drawn with."""
    found = STATIC.get(request.path_params["name"])
    if found is None:
        raise Refused(HTTPStatus.NOT_FOUND, "There is no such file.")
    package, name, media_type = found
    return Response(files(package).joinpath(name).read_bytes(), media_type=media_type)
