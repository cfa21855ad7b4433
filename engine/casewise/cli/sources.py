"""`casewise sources`."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
from attrs import frozen

from casewise.cli.options import not_found, ruleset_option
from casewise.errors import CasewiseError
from casewise.library import load, load_passages, load_study, rules_folder
from casewise.model.cited import Cited, cited
from casewise.model.passages import Fit, fits, passage
from casewise.model.ruleset import Ruleset, Source
from casewise.model.study.cited import cited_by
from casewise.model.vocabulary import Citation
from casewise.reading.ruleset import STUDY
from casewise.reading.words import ticked

MARKS = {"fits": "fits", "unchecked": "no passage was recorded to compare with"}


class WrongText(CasewiseError):
    """A text is not the one that the rules cite."""


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
    help="Which source the text is (default: the cited one that it fits).",
)
@click.option(
    "--record",
    is_flag=True,
    help="Print the passages of the text for `passages.yaml`; it must be the very text cited.",
)
@click.argument("names", nargs=-1, metavar="[RULE|FACT|READING|CLAIM]...")
@ruleset_option()
def command(
    path: Path | None, name: str | None, record: bool, names: tuple[str, ...], ruleset: str
) -> int:
    """Show what each rule, and each figure of the study, cites; beside the passage, given the text.

    The texts themselves are not shipped. Given one, this says whether it is the text that was
    cited, shows each rule beside its lines, and names the citations that no longer fit (exit 1).

    What `--record` prints goes into the file `passages.yaml` in the folder of the ruleset; where
    several sources are cited, one after the other.

    \b
    Examples:
      casewise sources undercover-solicitation contact
      casewise sources --text bulletin.txt
      casewise sources --text book.txt --record -r rules/mine > passages.yaml
    """
    if path is None and (record or name is not None):
        raise click.UsageError("`--record` and `--source` are about a text: give it with `--text`.")
    loaded = load(ruleset)
    citing = _Citing(loaded, tuple(_all_that_cites(ruleset, loaded)))
    wanted = _wanted(citing, names)
    if path is None:
        _list(loaded, wanted)
        return 0
    text = _Text.of(path.read_bytes())
    if record:
        _record(citing, _very_source(citing, name, text), text)
        return 0
    recorded = {each.cite: each.digest for each in load_passages(ruleset, loaded.sources)}
    return _beside(_source(citing, name, text, recorded), text, wanted, recorded)


@frozen
class _Citing:
    """A ruleset with all that cites in it and in its study."""

    ruleset: Ruleset
    every: tuple[Cited, ...]


def _all_that_cites(name: str, ruleset: Ruleset) -> Iterator[Cited]:
    yield from cited(ruleset)
    if (rules_folder(name) / STUDY).is_dir():
        yield from cited_by(load_study(name, ruleset))


@frozen
class _Text:
    """A text that is said to be a source."""

    sha256: str
    lines: list[str]

    @classmethod
    def of(cls, raw: bytes) -> "_Text":
        lines = raw.decode("utf-8", "replace").split("\n")
        return cls(hashlib.sha256(raw).hexdigest(), lines)


def _list(ruleset: Ruleset, wanted: list[Cited]) -> None:
    for source in ruleset.sources:
        click.echo(
            f"{source.id}: {source.authors} ({source.year}). {source.title}. {source.publisher}."
        )
        click.echo(f"  {source.lines} lines, sha256 {source.sha256}")
    for identifier, words, cites in wanted:
        click.echo(f"{identifier}: {words} [{', '.join(map(str, cites))}]")


def _wanted(citing: _Citing, names: tuple[str, ...]) -> list[Cited]:
    """What cites and has one of these names, or all of it."""
    every = citing.every
    for name in names:
        if not any(_has_name(each[0], name) for each in every):
            raise not_found("Nothing that cites has the name", name, (each[0] for each in every))
    return [each for each in every if not names or any(_has_name(each[0], n) for n in names)]


def _has_name(identifier: str, name: str) -> bool:
    """Whether a name is that of a thing, of what it is a part of, or of a fact within a list."""
    parts = (f"{name}.", f"{name}=", f"{name}>")
    return identifier == name or identifier.startswith(parts) or identifier.endswith(f".{name}")


def _cites(citing: _Citing, source: Source) -> list[Citation]:
    """What is cited of a source, in its order."""
    every = {cite for _, _, cites in citing.every for cite in cites if cite.source == source.id}
    return sorted(every, key=lambda cite: (cite.first, cite.last))


def _candidates(citing: _Citing, name: str | None) -> list[Source]:
    """The source of that name, or every one that is cited."""
    if name is None:
        return [source for source in citing.ruleset.sources if _cites(citing, source)]
    named = [source for source in citing.ruleset.sources if source.id == name]
    if not named:
        known = ", ".join(f"`{source.id}`" for source in citing.ruleset.sources)
        raise click.UsageError(f"There is no source {ticked(name)} (choose {known}).")
    return named


def _source(
    citing: _Citing, name: str | None, text: _Text, recorded: dict[Citation, str]
) -> Source:
    """The source a text is meant to be: named, or of its hash, or the one it fits best."""
    candidates = _candidates(citing, name)
    if name is not None:
        return candidates[0]
    same = [source for source in citing.ruleset.sources if source.sha256 == text.sha256]
    if same:
        return same[0]
    fitting = {source.id: _fitting(citing, source, text, recorded) for source in candidates}
    if not any(fitting.values()):
        known = ", ".join(f"`{source.id}`" for source in candidates) or "none is cited"
        raise WrongText(
            "this is none of the texts that are cited, and no recorded passage is in it; "
            f"if it is meant to be one, name it with `--source` ({known})"
        )
    return max(candidates, key=lambda source: fitting[source.id])


def _fitting(citing: _Citing, source: Source, text: _Text, recorded: dict[Citation, str]) -> int:
    """How many recorded passages of a source are in a text."""
    found = fits(_cites(citing, source), text.lines, recorded)
    return sum(1 for each in found.values() if each.state in ("fits", "moved"))


def _very_source(citing: _Citing, name: str | None, text: _Text) -> Source:
    """The source whose hash a text has: passages of any other would certify what nobody cited."""
    candidates = _candidates(citing, name)
    same = [source for source in candidates if source.sha256 == text.sha256]
    if same:
        return same[0]
    known = "; ".join(f"`{each.id}` has {each.sha256}" for each in candidates)
    raise WrongText(
        f"this is not the text that is cited: its sha256 is {text.sha256} "
        f"(in sources.yaml, {known or 'no cited source'}); nothing was recorded"
    )


def _record(citing: _Citing, source: Source, text: _Text) -> None:
    """Print the hash of every cited passage, in the form of `passages.yaml`."""
    cites = _cites(citing, source)
    beyond = next((cite for cite in cites if cite.last > len(text.lines)), None)
    if beyond is not None:
        raise WrongText(f"`{beyond}` lies beyond the {len(text.lines)} lines of the text")
    click.echo(
        "# Hashes of the cited passages, written by `casewise sources --text FILE --record`."
    )
    for cite in cites:
        click.echo(f"- lines: {cite}\n  digest: '{passage(cite, text.lines).digest}'")


def _beside(source: Source, text: _Text, wanted: list[Cited], recorded: dict[Citation, str]) -> int:
    same = text.sha256 == source.sha256
    click.echo(
        f"{source.id}: {'the text' if same else 'not byte for byte the text'} that was cited"
    )
    shown = [(each, cite) for each in wanted for cite in each[2] if cite.source == source.id]
    found = fits((cite for _, cite in shown), text.lines, recorded)
    for (identifier, words, _), cite in shown:
        click.echo(f"\n{identifier}: {words}\n  {cite}: {_state(found[cite])}")
        lines = found[cite].now or cite
        for number in range(lines.first, min(lines.last, len(text.lines)) + 1):
            click.echo(f"  {number:>5} | {text.lines[number - 1].rstrip()}")
    states = Counter(found[cite].state for _, cite in shown)
    totals = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    click.echo(f"\n{totals or 'nothing of it is cited'}")
    misfit = states["moved"] or states["changed"]
    return 1 if misfit or not (same or states["fits"]) else 0


def _state(found: Fit) -> str:
    if found.state == "moved" and found.now is not None:
        return f"no longer fits; the passage now stands at {found.now}"
    return MARKS.get(found.state, "no longer fits; the passage is not in this text")
