"""The table of cases: a file is read, classified and shown; one of them is taken to the desk."""

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from casewise.desk.case_files import MOST_CASES, cases_in
from casewise.desk.desk import Desk
from casewise.desk.forms import file_of_form, first, form_of
from casewise.desk.refusals import Refused
from casewise.desk.table import SETTLED, Table
from casewise.errors import Problem, ProblemsFound
from casewise.evaluation.classification import classify, meant
from casewise.sitting.sitting import TooMany, resume

MOST_PROBLEMS = 20


class RecordPages:
    """Pages of the table."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def table(self, _: Request) -> Response:
        """The table, or a form for a file where there is none."""
        return self._shown()

    async def read(self, request: Request) -> Response:
        """Read a file, and classify its cases."""
        raw = await file_of_form(request)
        if not raw.strip():
            return self._shown(["Choose a file of cases"])
        try:
            self._desk.memory.table = await run_in_threadpool(self._classified, raw)
        except ProblemsFound as error:
            return self._shown(problem_words(error.problems))
        return RedirectResponse("/table", HTTPStatus.SEE_OTHER)

    async def show(self, request: Request) -> Response:
        """Choose the rows that are shown."""
        form = await form_of(request)
        memory = self._desk.memory
        if memory.table is not None:
            memory.table = memory.table.showing(first(form, "placement"), first(form, "settled"))
        return RedirectResponse("/table", HTTPStatus.SEE_OTHER)

    async def open(self, request: Request) -> Response:
        """Take one case of the table to the desk."""
        number = first(await form_of(request), "number")
        table = self._desk.memory.table
        if (
            table is None
            or not number.isdecimal()
            or not 1 <= int(number[:9]) <= len(table.results)
        ):
            raise Refused(HTTPStatus.BAD_REQUEST, "The table has no such case.")
        result = table.results[int(number) - 1]
        try:
            self._desk.memory.take(resume(result.ruleset, result.case))
        except TooMany as error:
            raise Refused(HTTPStatus.BAD_REQUEST, f"It cannot be opened: {error}.") from None
        return RedirectResponse("/result", HTTPStatus.SEE_OTHER)

    def _classified(self, raw: bytes) -> Table:
        ruleset = self._desk.ruleset
        cases = cases_in(raw, ruleset)
        return Table(tuple(classify(meant(ruleset, case), case) for case in cases))

    def _shown(self, wrong: list[str] | None = None) -> Response:
        status = HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK
        return self._desk.renderer.page(
            "table", status, table=self._desk.memory.table, states=tuple(SETTLED),
            errors=[("file", words) for words in wrong or ()], most=MOST_CASES,
        )  # fmt: skip


def problem_words(problems: tuple[Problem, ...]) -> list[str]:
    """What is wrong with a file, for the person who chose it."""
    told = [
        f"Line {each.place.line}: {each.what}" + (f" ({each.hint})" if each.hint else "")
        for each in problems[:MOST_PROBLEMS]
    ]
    more = len(problems) - MOST_PROBLEMS
    return [*told, f"And {more} more problems"] if more > 0 else told
