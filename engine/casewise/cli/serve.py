"""`casewise serve`."""

import logging
import sys

import click

from casewise.cli.material import material_of
from casewise.cli.options import chosen_in, note, reading_option, rules_under, ruleset_option
from casewise.errors import CasewiseError

_NEEDED = ("starlette", "uvicorn", "jinja2", "python_multipart")


class NoPage(CasewiseError):
    """What the page is served with is not installed."""


@click.command("serve")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, show_default=True,
    help="The port to listen on; 0 takes any that is free.",
)  # fmt: skip
@click.option("--no-open", is_flag=True, help="Only print the link; open no browser.")
@click.option("--api-key", is_flag=True, help="Also print the key for programs, on a second line.")
@reading_option()
@ruleset_option()
def command(
    port: int, no_open: bool, api_key: bool, readings: tuple[str, ...], ruleset: str
) -> None:
    """Serve a local page: one case by questions, or a table of the cases in a file.

    The page is for the person at this machine: it listens on 127.0.0.1 only, and the link that is
    printed opens once, in one browser. Answers are kept in memory until *Exit and clear* or until
    the program ends (Ctrl+C); nothing is written, and nothing leaves this machine. It works
    without JavaScript.

    Programs ask the same over HTTP: POST a case, or a list of cases, as JSON to /api/classify,
    /api/next or /api/explain with the header `Authorization: Bearer KEY`; /api/openapi.json
    describes it.

    \b
    Examples:
      casewise serve
      casewise serve --ruleset rules/mine --reading contact=not-required
      casewise serve --no-open --port 8765 --api-key
    """
    _see_that_it_can()
    rules = rules_under(ruleset, chosen_in(readings))
    from casewise.desk.serving import Serving

    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, format="casewise: %(message)s")
    serving = Serving(rules, lambda ruleset_used: material_of(ruleset, ruleset_used), port)
    click.echo(serving.link)
    if api_key:
        click.echo(serving.door.program_key)
    sys.stdout.flush()
    note("the link opens once; Ctrl+C ends the program, which then forgets every answer")
    if not no_open:
        click.launch(serving.link)
    serving.run()


def _see_that_it_can() -> None:
    """See that what the page needs is installed.

    Raises:
        NoPage: it is not.
    """
    from importlib.util import find_spec

    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        names = ", ".join(missing)
        raise NoPage(f"the page needs what is not installed: {names} (install `casewise[web]`)")
