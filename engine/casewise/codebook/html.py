"""A book as HTML: static pages, one stylesheet, no script, nothing from elsewhere."""

from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

from casewise.codebook.document import Book, Page
from casewise.codebook.paths import relative, target
from casewise.errors import CasewiseError

if TYPE_CHECKING:
    from jinja2 import Environment

ENDING = ".html"
STYLE = "codebook.css"
_TEMPLATES = "templates"


class NoTemplates(CasewiseError):
    """Jinja2, with which pages are written, is not installed."""


def html_files(book: Book) -> dict[str, str]:
    """The text of each file, by its name relative to the folder of the book.

    Raises:
        NoTemplates: Jinja2 is not installed; the extra `codebook` brings it.
    """
    template = _environment().get_template("page.html")
    pages = {
        page.path + ENDING: template.render(
            book=book,
            page=page,
            tabs=[each for each in book.pages if each.tab],
            before=_beside(book, page, -1),
            after=_beside(book, page, 1),
            to=partial(target, page=page.path, ending=ENDING),
            to_page=lambda path, page=page: relative(path + ENDING, page.path),
            style=relative(STYLE, page.path),
        )
        for page in book.pages
    }
    return {STYLE: files(__package__).joinpath(_TEMPLATES, STYLE).read_text("utf-8")} | pages


def _beside(book: Book, page: Page, step: int) -> Page | None:
    at = book.pages.index(page) + step
    return book.pages[at] if 0 <= at < len(book.pages) else None


def _environment() -> "Environment":
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        why = "pages are written with Jinja2, which is not installed"
        how = "install `casewise[codebook]`, or write Markdown: `--format markdown`"
        raise NoTemplates(f"{why} ({how})") from None
    return Environment(
        loader=PackageLoader("casewise.codebook", _TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
