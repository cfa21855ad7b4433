"""Forms that were sent, within bounds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from casewise.desk.refusals import Refused

MOST_FIELDS = 400
_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")

Form = dict[str, list[str]]
"""What was sent, by the name of the field."""


async def form_of(request: Request) -> Form:
    """The texts of a form.

    Raises:
        Refused: it is no form, or has a file or too many fields.
    """
    found: Form = {}
    async with _form(request, files=0) as form:
        for name, value in form.multi_items():
            assert isinstance(value, str)  # no files were let in
            found.setdefault(name, []).append(value)
    return found


async def file_of_form(request: Request) -> bytes:
    """The one file of a form; empty where none was chosen.

    Raises:
        Refused: it is no form, or has too many files or fields.
    """
    async with _form(request, files=1) as form:
        for _, value in form.multi_items():
            if isinstance(value, UploadFile):
                return await value.read()
    return b""


@asynccontextmanager
async def _form(request: Request, files: int) -> AsyncIterator[FormData]:
    """The form, whose files are let go of at the end."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in _TYPES:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "This takes a form.")
    try:
        async with request.form(max_files=files, max_fields=MOST_FIELDS) as form:
            if len(form.multi_items()) > MOST_FIELDS:
                raise Refused(HTTPStatus.BAD_REQUEST, "This form has too many fields.")
            yield form
    except HTTPException:
        raise Refused(HTTPStatus.BAD_REQUEST, "This form cannot be read.") from None


def first(form: Form, name: str) -> str:
    """The first text of a field; empty where there is none."""
    return form.get(name, [""])[0]
