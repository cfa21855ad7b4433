"""The same questions over HTTP, for programs on this machine."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from casewise.desk.case_files import cases_in
from casewise.desk.refusals import Refused
from casewise.desk.words_json import words_json
from casewise.errors import Problem, ProblemsFound
from casewise.evaluation.classification import classify, meant
from casewise.explanation.explaining import explain
from casewise.explanation.json_form import json_form
from casewise.interview.interviewing import interview
from casewise.interview.wording import plain_values
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.case_paths import Paths, case_paths
from casewise.reading.tree import decode

MOST_CASES = 200
"""In one request: some seconds of work."""
BODY = "body"
_TYPE = "application/json"

Answer = Callable[[Ruleset, Case], dict[str, Any]]


class Api:
    """Answers for one ruleset."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._ruleset = ruleset

    async def classify(self, request: Request) -> Response:
        """How each case is placed, as `casewise classify --format json` says it."""
        return await self._answered(request, result_json)

    async def next(self, request: Request) -> Response:
        """What to ask next about each case, as `casewise next --format json` says it."""
        return await self._answered(request, next_json)

    async def explain(self, request: Request) -> Response:
        """Why each case is placed so, in words, and how each rule stands."""
        return await self._answered(request, explain_json)

    async def openapi(self, _: Request) -> Response:
        """The description of all this."""
        from casewise.desk.openapi import description  # schemas are not wanted before

        return JSONResponse(description(self._ruleset, MOST_CASES))

    async def _answered(self, request: Request, answer: Answer) -> Response:
        """One object for one case, a list for a list."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"This takes `{_TYPE}`.")
        raw = await request.body()
        try:
            found = await run_in_threadpool(self._answers, raw, answer)
        except ProblemsFound as error:
            told = [_problem(each, _paths(raw)) for each in error.problems]
            return problems_json(HTTPStatus.BAD_REQUEST, "The cases cannot be read.", told)
        return JSONResponse(found)

    def _answers(self, raw: bytes, answer: Answer) -> object:
        cases = cases_in(raw, self._ruleset, BODY, MOST_CASES)
        answers = [answer(meant(self._ruleset, case), case) for case in cases]
        return answers if raw.lstrip().startswith(b"[") else answers[0]


def result_json(ruleset: Ruleset, case: Case) -> dict[str, Any]:
    """`casewise.result/1`."""
    return json_form(explain(classify(ruleset, case)))


def next_json(ruleset: Ruleset, case: Case) -> dict[str, Any]:
    """`casewise.next/1`."""
    return plain_values(interview(ruleset, case.values), case.id)


def explain_json(ruleset: Ruleset, case: Case) -> dict[str, Any]:
    """`casewise.explanation/1`."""
    return words_json(explain(classify(ruleset, case)))


def problems_json(
    status: HTTPStatus, words: str, problems: list[dict[str, Any]] | None = None
) -> JSONResponse:
    """`casewise.problems/1`: why there is no answer."""
    told = {"schema": "casewise.problems/1", "error": words, "problems": problems or []}
    return JSONResponse(told, status)


def _problem(problem: Problem, paths: Paths) -> dict[str, Any]:
    line, column = problem.place.line, problem.place.column
    return {
        "code": problem.code,
        "path": paths.get((line, column)),
        "line": line,
        "column": column,
        "what": problem.what,
        "hint": problem.hint,
    }


def _paths(raw: bytes) -> Paths:
    """Which fact stands where; nothing where the text cannot be taken apart."""
    try:
        return case_paths(decode(raw, BODY))
    except ProblemsFound:
        return {}
