"""The pages around the questions about a case: start, answers, files, and the way out."""

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from casewise.desk.answers_view import answers_view
from casewise.desk.case_files import cases_in
from casewise.desk.desk import Desk
from casewise.desk.forms import file_of_form
from casewise.desk.gate import admitted
from casewise.desk.interview_pages import see
from casewise.desk.record_pages import problem_words
from casewise.desk.refusals import Refused
from casewise.errors import ProblemsFound
from casewise.evaluation.classification import meant
from casewise.model.case import Case
from casewise.sitting.case_file import file_text
from casewise.sitting.sitting import Sitting, TooMany, begin, resume


class CasePages:
    """Pages about the case at hand."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def start(self, _: Request) -> Response:
        """The first page."""
        return self._started()

    async def begin(self, _: Request) -> Response:
        """Begin with a case of which nothing is known."""
        self._desk.memory.take(begin(self._desk.ruleset))
        return see("/question")

    async def load(self, request: Request) -> Response:
        """Go on with the case in a file, which is read in memory."""
        raw = await file_of_form(request)
        try:
            sitting = await run_in_threadpool(self._resumed, raw)
        except ProblemsFound as error:
            return self._started(problem_words(error.problems))
        except (Refused, TooMany) as error:
            return self._started([str(error)])
        self._desk.memory.take(sitting)
        return see("/question")

    async def answers(self, _: Request) -> Response:
        """All answers, each of which can be changed."""
        sitting = self._desk.memory.sitting
        if sitting is None:
            return see("/")
        view = await run_in_threadpool(answers_view, sitting)
        return self._desk.renderer.page("answers", view=view)

    async def save(self, _: Request) -> Response:
        """The answers as a case file, for the person to keep."""
        return download(file_text(self._sitting()), "case.yaml", "application/yaml")

    async def record(self, _: Request) -> Response:
        """The result as a record that can be verified."""
        from casewise.recording.making import record_text  # not every sitting keeps one

        text = await run_in_threadpool(record_text, self._sitting().result)
        return download(text, "record.json", "application/json")

    async def leave(self, _: Request) -> Response:
        """Forget everything, and show a page that says nothing."""
        self._desk.memory.clear()
        response = see("/cleared")
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        # With another cookie a browser shows no page again that it kept for going back.
        return admitted(response, self._desk.door, self._desk.door.renew())

    async def cleared(self, _: Request) -> Response:
        """Nothing is left."""
        return self._desk.renderer.page("cleared")

    def _sitting(self) -> Sitting:
        if self._desk.memory.sitting is None:
            raise Refused(HTTPStatus.BAD_REQUEST, "No case is at the desk: start one first.")
        return self._desk.memory.sitting

    def _resumed(self, raw: bytes) -> Sitting:
        """The sitting about the one case of a file.

        Raises:
            ProblemsFound: it is no file of cases.
            Refused: it has none, or several.
            TooMany: the case lists more entities than a sitting holds.
        """
        if not raw.strip():
            raise Refused(HTTPStatus.BAD_REQUEST, "Choose a case file")
        cases = cases_in(raw, self._desk.ruleset)
        if len(cases) > 1:
            words = f"The file has {len(cases)} cases: open it as a table of cases"
            raise Refused(HTTPStatus.BAD_REQUEST, words)
        return resumed(self._desk, cases[0])

    def _started(self, wrong: list[str] | None = None) -> Response:
        status = HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK
        errors = [("file", words) for words in wrong or ()]
        return self._desk.renderer.page(
            "start", status, at_hand=self._desk.memory.sitting is not None, errors=errors
        )


def resumed(desk: Desk, case: Case) -> Sitting:
    """A sitting that goes on from a case, under the readings that it was written for."""
    return resume(meant(desk.ruleset, case), case)


def download(text: str, name: str, media_type: str) -> Response:
    """A text to be kept as a file; its name says nothing of the case."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=media_type, headers=headers)
