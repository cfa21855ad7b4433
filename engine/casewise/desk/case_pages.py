"""The pages about one case: start, questions, result, and the way out."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from casewise.desk.desk import Desk
from casewise.desk.gate import admitted
from casewise.desk.result_view import result_view
from casewise.evaluation.classification import classify, meant
from casewise.explanation.explaining import explain


class CasePages:
    """Pages about the case at hand."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def start(self, _: Request) -> Response:
        """The first page."""
        return self._desk.renderer.page("start", case=self._desk.memory.case)

    async def result(self, _: Request) -> Response:
        """How the case is placed, and why."""
        case = self._desk.memory.case
        if case is None:
            return RedirectResponse("/", HTTPStatus.SEE_OTHER)
        explanation = explain(classify(meant(self._desk.ruleset, case), case))
        return self._desk.renderer.page("result", view=result_view(explanation))

    async def leave(self, _: Request) -> Response:
        """Forget everything, and show a page that says nothing."""
        self._desk.memory.clear()
        response = RedirectResponse("/cleared", HTTPStatus.SEE_OTHER)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        # With another cookie a browser shows no page again that it kept for going back.
        return admitted(response, self._desk.door, self._desk.door.renew())

    async def cleared(self, _: Request) -> Response:
        """Nothing is left."""
        return self._desk.renderer.page("cleared")
