"""`casewise codebook`."""

import json
from pathlib import Path

import click

from casewise.cli.book_folder import MARKER, put, refuse_foreign
from casewise.cli.material import material_of
from casewise.cli.options import chosen_in, note, reading_option, rules_under, ruleset_option
from casewise.codebook.binding import bind
from casewise.codebook.document import Book
from casewise.codebook.html import html_files
from casewise.codebook.markdown import markdown_files

FORMATS = {"html": html_files, "markdown": markdown_files}


@click.command("codebook")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="html", show_default=True
)
@click.option(
    "--cases",
    type=click.Path(exists=True, path_type=Path),
    metavar="PATH",
    help="The worked cases: a file or a folder (default: those shipped with the ruleset).",
)
@reading_option()
@ruleset_option()
def command(
    folder: Path, form: str, cases: Path | None, readings: tuple[str, ...], ruleset: str
) -> None:  # fmt: skip
    """Write the rules as a codebook into the folder DIR.

    A page for each rule: what it says in plain words, with the lines it rests on; which rules it
    beats and which beat it, what it uses and what uses it, and the worked cases that rest on it.
    Pages for the decision and the precedence, each as a diagram and in words, and for facts,
    readings and sources. Static pages without scripts, which can be read from a disk and printed.
    The same rules give the same book, byte for byte.

    DIR is made; if there is an earlier codebook in it, that is replaced once the new one is
    complete. Any other folder that is not empty is left alone.

    \b
    Examples:
      casewise codebook book
      casewise codebook book --ruleset rules/mine --cases cases/mine
      casewise codebook docs/codebook --format markdown
      casewise codebook other-reading --reading contact=not-required
    """
    refuse_foreign(folder)
    rules = rules_under(ruleset, chosen_in(readings))
    book = bind(material_of(ruleset, rules, cases))
    files = FORMATS[form](book)
    put(folder, files | {MARKER: _marker(book, form, files)})
    click.echo(str(folder / next(name for name in files if name.startswith("index."))))
    note(f"{len(book.pages)} pages about {rules.id} {rules.release}")


def _marker(book: Book, form: str, files: dict[str, str]) -> str:
    """What the folder says of itself: what book it is, and which files are its own."""
    about = {
        "schema": "casewise.codebook/1",
        "format": form,
        "ruleset": {
            "id": book.ruleset, "release": book.release, "fingerprint": book.fingerprint,
            "readings": dict(book.readings),
        },
        "files": sorted(files),
    }  # fmt: skip
    return json.dumps(about, indent=2, ensure_ascii=False) + "\n"
