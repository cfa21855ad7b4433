"""The codebook at the desk: the same pages, one click away."""

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from casewise.codebook.naming import INDEX
from casewise.desk.desk import Desk
from casewise.desk.refusals import Refused


class RulePages:
    """Pages of the codebook."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def index(self, _: Request) -> Response:
        """The first page."""
        return await self._page(INDEX)

    async def page(self, request: Request) -> Response:
        """Any page, by its path in the book."""
        return await self._page(request.path_params["path"])

    async def _page(self, path: str) -> Response:
        book = await run_in_threadpool(lambda: self._desk.book)
        if path not in book:
            raise Refused(HTTPStatus.NOT_FOUND, "The codebook has no such page.")
        tabs = [each for each in book.values() if each.tab]
        return self._desk.renderer.page("rules", leaf=book[path], tabs=tabs)
