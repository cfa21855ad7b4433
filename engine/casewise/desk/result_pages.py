"""The page of the result, whose last part follows when it has been worked out."""

import logging
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from casewise.desk.desk import Desk
from casewise.desk.interview_pages import see
from casewise.desk.result_view import ResultView, result_view
from casewise.errors import report_id
from casewise.explanation.explaining import explain
from casewise.sitting.sitting import Sitting

log = logging.getLogger("casewise.desk")

MARK = "<!-- what would be different -->"
"""Where the part belongs that takes longer than the rest of the page."""


class ResultPages:
    """The result of the case at hand."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def result(self, _: Request) -> Response:
        """How the case is placed, why, and what would be different."""
        sitting = self._desk.memory.sitting
        if sitting is None:
            return see("/")
        view = await run_in_threadpool(_view, sitting)
        head, tail = self._desk.renderer.text("result", view=view, mark=MARK).split(MARK)
        return StreamingResponse(self._pieces(head, view, tail), media_type="text/html")

    async def _pieces(self, head: str, view: ResultView, tail: str) -> AsyncIterator[str]:
        yield head
        yield await run_in_threadpool(self._changes, view)
        yield tail

    def _changes(self, view: ResultView) -> str:
        """The smallest changes that would give another outcome."""
        from casewise.desk import changes_view  # what it needs is not wanted before

        try:
            found = changes_view.changes_view(view.result)
        except Exception as error:  # the page has begun; a report takes the place of this part
            report = report_id(error)
            log.error("an error inside casewise (report id %s)", report)
            return self._desk.renderer.text("changes_failed", report=report)
        return self._desk.renderer.text("changes", found=found)


def _view(sitting: Sitting) -> ResultView:
    return result_view(sitting, explain(sitting.result))
