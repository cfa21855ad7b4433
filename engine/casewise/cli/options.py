"""Options that several commands share, and what they mean."""

import sys
from collections.abc import Callable, Iterable
from typing import Any

import click

from casewise.errors import CasewiseError
from casewise.library import DEFAULT_RULESET, load
from casewise.model.ruleset import Ruleset, UnknownReading

UNDETERMINED = 4
"""The exit code where the only case is undecided."""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def ruleset_option() -> Decorator:
    """`--ruleset`."""
    return click.option(
        "--ruleset", "-r", default=DEFAULT_RULESET, show_default=True, metavar="NAME|FOLDER",
        help="A shipped ruleset or a folder of rule files.",
    )  # fmt: skip


def reading_option() -> Decorator:
    """`--reading`, as often as wanted."""
    return click.option(
        "--reading", "readings", multiple=True, metavar="NAME=VALUE",
        help="Run under another reading of the text; may be given several times.",
    )  # fmt: skip


def engine_option() -> Decorator:
    """`--engine`."""
    return click.option(
        "--engine", type=click.Choice(["durable-rules", "reference"]),
        help="Which engine infers (default: durable-rules, or the reference where it cannot load).",
    )  # fmt: skip


def files_argument() -> Decorator:
    """Files, folders or `-`."""
    return click.argument("files", nargs=-1, metavar="[FILE]...")


def rules_under(rules: str, chosen: dict[str, str]) -> Ruleset:
    """The ruleset, under the readings given on the command line."""
    try:
        return load(rules).under(chosen)
    except UnknownReading as error:
        raise click.BadParameter(str(error), param_hint="--reading") from None


def chosen_in(readings: tuple[str, ...]) -> dict[str, str]:
    """The value of each reading given on the command line, by its name."""
    chosen: dict[str, str] = {}
    for text in readings:
        reading, equals, value = text.partition("=")
        if not equals:
            raise click.BadParameter(
                f"`{text}` is not of the form NAME=VALUE", param_hint="--reading"
            )
        name, value = reading.strip(), value.strip()
        if chosen.setdefault(name, value) != value:
            raise click.BadParameter(
                f"`{name}` is given as both `{chosen[name]}` and `{value}`", param_hint="--reading"
            )
    return chosen


def not_found(what: str, word: str, known: Iterable[str]) -> click.UsageError:
    """The usage error for a word that names nothing, with the nearest one that does."""
    from casewise.reading.words import suggest, ticked  # only wanted when something is wrong

    hint = suggest(word, known)
    more = f" {hint[0].upper()}{hint[1:]}" if hint else ""
    return click.UsageError(f"{what} {ticked(word)}.{more}")


class NotInstalled(CasewiseError):
    """A library that a command needs is not installed."""


def not_installed(error: ModuleNotFoundError, extra: str) -> NotInstalled:
    """What to install where a library is missing."""
    needs = {"data": "data files", "survey": "weighted tables"}.get(extra, "figures")
    what = f"`{error.name}` is not installed, which {needs} need"
    return NotInstalled(f"{what} (pip install 'casewise[{extra}]')")


def unusable(error: OSError) -> str:
    """Which file cannot be read or written, and why."""
    name = "standard output" if error.filename is None else error.filename
    return f"{name}: {(error.strerror or 'cannot be used').lower()}"


def note(words: str) -> None:
    """A line for the person at the terminal, beside the data."""
    click.echo(f"note: {words}", err=True)


def note_missing_engine(label: str, asked: str | None) -> None:
    """Say in one line that the reference evaluator answers because durable-rules cannot load."""
    if label == "reference" and asked is None:
        note("durable-rules cannot be loaded here; the reference evaluator answers instead, alike")


class Counter:
    """Progress on a terminal's standard error, once the work takes longer than a second."""

    def __init__(self, what: str) -> None:
        from time import monotonic

        self._clock = monotonic
        self._what = what
        self._next = monotonic() + 1.0
        self._shown = False
        self._count = 0
        self._on = sys.stderr.isatty()

    def step(self) -> None:
        """One more is done."""
        self._count += 1
        if self._on and self._clock() > self._next:
            self._shown = True
            self._next = self._clock() + 0.25
            click.echo(f"\r{self._count:,} {self._what}", nl=False, err=True)

    def done(self) -> None:
        """Clear the line."""
        if self._shown:
            click.echo("\r" + " " * 40 + "\r", nl=False, err=True)
