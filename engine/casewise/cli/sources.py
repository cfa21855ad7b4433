"""`casewise sources`."""

import hashlib
from collections import Counter
from pathlib import Path

import click

from casewise.cli.options import ruleset_option
from casewise.library import load, load_passages
from casewise.model.cited import Cited, cited
from casewise.model.passages import Fit, fit, passage
from casewise.model.ruleset import Ruleset, Source
from casewise.model.vocabulary import Citation

MARKS = {"fits": "fits", "unchecked": "no passage was recorded to compare with"}


@click.command("sources")
@click.option(
    "--text",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The text of a source.",
)
@click.option(
    "--source",
    "name",
    help="Which source the text is (default: the one whose hash or length it has).",
)
@click.option("--record", is_flag=True, help="Print the passages of the text for `passages.yaml`.")
@click.argument("rules", nargs=-1, metavar="[RULE]...")
@ruleset_option()
def command(
    path: Path | None, name: str | None, record: bool, rules: tuple[str, ...], ruleset: str
) -> int:
    """Show what each rule cites; beside the passage, if given the text.

    The texts themselves are not shipped. Given one, this says whether it is the text that was
    cited, shows each rule beside its lines, and names the citations that no longer fit (exit 1).
    """
    loaded = load(ruleset)
    if path is None:
        _list(loaded, rules)
        return 0
    raw = path.read_bytes()
    lines = raw.decode("utf-8", "replace").split("\n")
    source = _source(loaded, name, raw, len(lines))
    if record:
        _record(loaded, source, lines)
        return 0
    recorded = {each.cite: each.digest for each in load_passages(ruleset)}
    return _beside(loaded, source, raw, lines, rules, recorded)


def _list(ruleset: Ruleset, rules: tuple[str, ...]) -> None:
    for source in ruleset.sources:
        click.echo(
            f"{source.id}: {source.authors} ({source.year}). {source.title}. {source.publisher}."
        )
        click.echo(f"  {source.lines} lines, sha256 {source.sha256}")
    for identifier, words, cites in _wanted(ruleset, rules):
        click.echo(f"{identifier}: {words} [{', '.join(map(str, cites))}]")


def _wanted(ruleset: Ruleset, rules: tuple[str, ...]) -> list[Cited]:
    every = list(cited(ruleset))
    if not rules:
        return every
    found = [
        each
        for each in every
        if each[0] in rules or each[0].startswith(tuple(f"{r}." for r in rules))
    ]
    if not found:
        raise click.UsageError(f"Nothing that cites has the name `{rules[0]}`.")
    return found


def _source(ruleset: Ruleset, name: str | None, raw: bytes, lines: int) -> Source:
    """The source a text is meant to be: named, or of that hash, or else the nearest in length."""
    named = [source for source in ruleset.sources if source.id == name]
    if name is not None and not named:
        known = ", ".join(f"`{source.id}`" for source in ruleset.sources)
        raise click.UsageError(f"There is no source `{name}` (choose {known}).")
    digest = hashlib.sha256(raw).hexdigest()
    same = [source for source in ruleset.sources if source.sha256 == digest]
    if not ruleset.sources:
        raise click.UsageError("This ruleset cites no source.")
    return (named or same or sorted(ruleset.sources, key=lambda s: abs(s.lines - lines)))[0]


def _record(ruleset: Ruleset, source: Source, lines: list[str]) -> None:
    """Print the hash of every cited passage, in the form of `passages.yaml`."""
    click.echo(
        "# Hashes of the cited passages, written by `casewise sources --text FILE --record`."
    )
    cites = {cite for _, _, each in cited(ruleset) for cite in each if cite.source == source.id}
    for cite in sorted(cites, key=lambda c: (c.first, c.last)):
        click.echo(f"- lines: {cite}\n  digest: '{passage(cite, lines).digest}'")


def _beside(
    ruleset: Ruleset, source: Source, raw: bytes, lines: list[str], rules: tuple[str, ...],
    recorded: dict[Citation, str],
) -> int:  # fmt: skip
    same = hashlib.sha256(raw).hexdigest() == source.sha256
    click.echo(
        f"{source.id}: {'the text' if same else 'not byte for byte the text'} that was cited"
    )
    states: Counter[str] = Counter()
    for identifier, words, cites in _wanted(ruleset, rules):
        for cite in cites:
            if cite.source == source.id:
                found = fit(cite, lines, recorded.get(cite))
                states[found.state] += 1
                click.echo(f"\n{identifier}: {words}\n  {cite}: {_state(found)}")
                shown = found.now or cite
                for number in range(shown.first, min(shown.last, len(lines)) + 1):
                    click.echo(f"  {number:>5} | {lines[number - 1].rstrip()}")
    click.echo("\n" + ", ".join(f"{count} {state}" for state, count in sorted(states.items())))
    return 1 if states["moved"] or states["changed"] else 0


def _state(found: Fit) -> str:
    if found.state == "moved" and found.now is not None:
        return f"no longer fits; the passage now stands at {found.now}"
    return MARKS.get(found.state, "no longer fits; the passage is not in this text")
