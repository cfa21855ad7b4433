"""`casewise codebook`."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from casewise.cli.book_folder import MARKER, put, refuse_foreign
from casewise.cli.inputs import WORKED, NoCases, case_files
from casewise.cli.options import chosen_in, note, reading_option, rules_under, ruleset_option
from casewise.codebook.binding import bind
from casewise.codebook.document import Book
from casewise.codebook.html import html_files
from casewise.codebook.markdown import markdown_files
from casewise.codebook.material import Material, file_of
from casewise.library import input_text, load_worked_cases, rules_folder, shipped_cases
from casewise.model.case import WorkedCase
from casewise.model.ruleset import Ruleset

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
    worked = dict(_worked(cases or shipped_cases(ruleset), rules))
    book = bind(Material(rules, dict(_texts(ruleset, rules)), worked))
    files = FORMATS[form](book)
    put(folder, files | {MARKER: _marker(book, form, files)})
    click.echo(str(folder / next(name for name in files if name.startswith("index."))))
    note(f"{len(book.pages)} pages about {rules.id} {rules.release}")


def _texts(ruleset: str, rules: Ruleset) -> Iterator[tuple[str, str]]:
    """The text of each rule file, by its name in the folder of the ruleset."""
    for name in map(file_of, rules.rules):
        path = rules_folder(ruleset) / name
        with path.open("rb") as file:
            yield name, input_text(file, str(path)).content


def _worked(path: Path | None, rules: Ruleset) -> Iterator[tuple[str, tuple[WorkedCase, ...]]]:
    """The worked cases of each file, by its name in the folder that was given."""
    if path is None:
        return
    files = [file for file in case_files(path) if file.name.endswith(WORKED)]
    if not files:
        raise NoCases(f"{path}: no file of worked cases (`*{WORKED}`) is there")
    for file in files:
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        yield name, tuple(load_worked_cases(file, rules))


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
