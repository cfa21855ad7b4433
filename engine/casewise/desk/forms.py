"""Forms that were sent, within bounds."""

from http import HTTPStatus

from starlette.datastructures import UploadFile
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
    for name, value in await _items(request, files=0):
        assert isinstance(value, str)  # no files were let in
        found.setdefault(name, []).append(value)
    return found


async def file_of_form(request: Request) -> bytes:
    """The one file of a form; empty where none was chosen.

    Raises:
        Refused: it is no form, or has too many files or fields.
    """
    for _, value in await _items(request, files=1):
        if isinstance(value, UploadFile):
            return await value.read()
    return b""


async def _items(request: Request, files: int) -> list[tuple[str, UploadFile | str]]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in _TYPES:
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "This takes a form.")
    try:
        form = await request.form(max_files=files, max_fields=MOST_FIELDS)
    except HTTPException:
        raise Refused(HTTPStatus.BAD_REQUEST, "This form cannot be read.") from None
    items = form.multi_items()
    if len(items) > MOST_FIELDS:
        raise Refused(HTTPStatus.BAD_REQUEST, "This form has too many fields.")
    return items


def first(form: Form, name: str) -> str:
    """The first text of a field; empty where there is none."""
    return form.get(name, [""])[0]
