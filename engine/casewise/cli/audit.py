"""`casewise audit`."""

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from textwrap import fill

import click

from casewise.audit.auditing import audit
from casewise.audit.findings import Audit, Finding, Measured
from casewise.cli.options import chosen_in, reading_option, rules_under, ruleset_option
from casewise.evaluation.classification import REFERENCE, classify
from casewise.explanation.units import units
from casewise.explanation.words import stated
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.writing import plain_case
from casewise.result import CONFLICT, NOT_ELIGIBLE


@click.command("audit")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option(
    "--write-cases",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Save each witness as a case file in this folder.",
)
@reading_option()
@ruleset_option()
def command(form: str, folder: Path | None, readings: tuple[str, ...], ruleset: str) -> int:
    """Ask about the rules themselves, over all cases there can be.

    Which eligible cases no category takes (gaps), and what falls there; which categories can hold
    together, and what settles that; which rules, branches, exclusions and readings never decide
    anything; which conditions could be removed; which consistency rules exclude nothing; whether
    what the ruleset states of itself is so. Each answer is a proof or comes with a smallest case
    that shows it. How large the space of cases is, and which share of it each outcome takes.

    What a ruleset declares is listed: its gaps and what they accept (`accepts`), its precedences,
    and its statements (`statements.yaml`). Anything found beyond that exits with 1.

    \b
    Examples:
      casewise audit
      casewise audit --ruleset rules/mine --write-cases witnesses
      casewise audit --reading contact=not-required --format json
    """
    rules = rules_under(ruleset, chosen_in(readings))
    found = audit(rules)
    lines = _as_text(rules, found) if form == "text" else [_as_json(rules, found)]
    for line in lines:
        click.echo(line)
    if folder is not None:
        _write_cases(rules, found, folder)
    return 0 if found.clean else 1


def _as_text(rules: Ruleset, found: Audit) -> Iterator[str]:
    yield f"{rules.id} {rules.release}"
    yield from _proofs(found)
    if found.measured is not None:
        yield from _shares(found.measured)
    for finding in found.findings:
        yield ""
        yield from _finding(rules, finding)
    wrong = sum(finding.wrong for finding in found.findings)
    declared = len(found.findings) - wrong
    yield f"\n{declared} declared, {wrong or 'none'} beyond what is declared"


def _proofs(found: Audit) -> Iterator[str]:
    if not found.outcomes:
        yield "proved: there can be no case"
        return
    yield f"proved: every case has exactly one of {len(found.outcomes)} outcomes"
    if found.proved:
        yield _filled(f"proved: {', '.join(found.proved)}", "", "        ")


def _shares(measured: Measured) -> Iterator[str]:
    """The size of the space and a line for each outcome."""
    yield ""
    yield f"{measured.kinds:,} cases that the rules tell apart, with at most two entities a list."
    yield "Shares, where each answer to a fact and each length of a list is as likely as any other:"
    shares = measured.shares
    consistent = 1 - shares.get(CONFLICT, Fraction(0))
    eligible = consistent - shares.get(NOT_ELIGIBLE, Fraction(0))
    yield f"  {'of all':>9} {'consistent':>11} {'eligible':>9}"
    for name, share in sorted(shares.items(), key=lambda each: (-each[1], each[0])):
        wholes = (Fraction(1), consistent * (name != CONFLICT))
        more = eligible * (name not in (CONFLICT, NOT_ELIGIBLE))
        columns = [_percent(share, whole) for whole in (*wholes, more)]
        yield f"  {columns[0]:>9} {columns[1]:>11} {columns[2]:>9}  {name}"


def _percent(share: Fraction, whole: Fraction) -> str:
    return f"{float(100 * share / whole):.4f}%" if whole else ""


def _finding(rules: Ruleset, finding: Finding) -> Iterator[str]:
    yield _filled(f"{finding.code} {finding.words}", "", "     ")
    if finding.place is not None:
        yield f"     {finding.place}"
    if finding.accepted:
        yield f"     accepted by the statement {finding.accepted}"
    if finding.witness is not None:
        yield from _case(rules, finding.witness, "such as this case")
    if finding.twin is not None:
        yield from _case(rules, finding.twin, "and the same with more")


def _case(rules: Ruleset, case: Case, words: str) -> Iterator[str]:
    result = classify(rules, case, REFERENCE)
    yield f"     {words} ({result.placement}):"
    for path in units(case.values):
        if path.count(".") != 1:  # what is said of an entity says that there is one
            yield _filled(stated(result, path), "     . ", "       ")
        elif not any(each.startswith(f"{path}.") for each in units(case.values)):
            yield f"     . {stated(result, path)}"


def _filled(words: str, first: str, later: str) -> str:
    return fill(words, 96, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)


def _as_json(rules: Ruleset, found: Audit) -> str:
    whole = {
        "schema": "casewise.audit/1",
        "ruleset": {"id": rules.id, "release": rules.release, "fingerprint": rules.fingerprint},
        "readings": dict(rules.chosen),
        "outcomes": list(found.outcomes),
        "proved": {
            "exactly one outcome": bool(found.outcomes),
            "statements": list(found.proved),
        },
        "space": None if found.measured is None else _measured_json(found.measured),
        "clean": found.clean,
        "findings": [_finding_json(rules, each) for each in found.findings],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _measured_json(measured: Measured) -> dict[str, object]:
    shares = sorted(measured.shares.items(), key=lambda each: (-each[1], each[0]))
    return {
        "kinds": measured.kinds,
        "measure": "each answer to a fact, and none, one or two entities on a list, equally likely",
        "shares": {name: {"exact": str(share), "decimal": float(share)} for name, share in shares},
    }


def _finding_json(rules: Ruleset, finding: Finding) -> dict[str, object]:
    def plain(case: Case | None) -> object:
        return None if case is None else plain_case(rules.vocabulary, case)

    return {
        "code": finding.code,
        "about": list(finding.about),
        "words": finding.words,
        "place": str(finding.place) if finding.place else None,
        "declared": not finding.wrong,
        "accepted_by": finding.accepted or None,
        "witness": plain(finding.witness),
        "twin": plain(finding.twin),
    }


def _write_cases(rules: Ruleset, found: Audit, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for finding in found.findings:
        for case in filter(None, (finding.witness, finding.twin)):
            text = json.dumps(plain_case(rules.vocabulary, case), indent=2)
            (folder / f"{case.id}.json").write_text(text + "\n", "utf-8")
