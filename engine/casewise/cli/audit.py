"""`casewise audit`."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from casewise.audit.auditing import audit
from casewise.audit.findings import Audit, Finding
from casewise.cli.options import chosen_in, reading_option, rules_under, ruleset_option
from casewise.evaluation.classification import REFERENCE, classify
from casewise.explanation.units import units
from casewise.explanation.words import stated
from casewise.model.ruleset import Ruleset
from casewise.reading.writing import plain_case


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

    Which eligible cases no category takes (gaps); which categories can hold together, and what
    settles that; which rules, branches, exclusions and readings never decide anything; which
    consistency rules exclude nothing. Each answer is a proof or comes with a small case that shows
    it. Declared gaps and precedences are listed; anything else found exits with 1.

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
    whole = f"every case has exactly one of {len(found.outcomes)} outcomes"
    yield f"{rules.id} {rules.release}: {whole if found.outcomes else 'there can be no case'}"
    for finding in found.findings:
        yield ""
        yield f"{finding.code} {finding.words}"
        if finding.place is not None:
            yield f"  {finding.place}"
        yield from (f"    {line}" for line in _witness(rules, finding))
    wrong = sum(finding.wrong for finding in found.findings)
    declared = len(found.findings) - wrong
    yield f"\n{declared} declared, {wrong or 'none'} beyond what is declared"


def _witness(rules: Ruleset, finding: Finding) -> Iterator[str]:
    if finding.witness is None:
        return
    result = classify(rules, finding.witness, REFERENCE)
    yield f"such as this case ({result.placement}):"
    yield from (f". {stated(result, path)}" for path in units(finding.witness.values))


def _as_json(rules: Ruleset, found: Audit) -> str:
    findings = [
        {
            "code": each.code,
            "about": list(each.about),
            "words": each.words,
            "place": str(each.place) if each.place else None,
            "declared": not each.wrong,
            "witness": plain_case(rules.vocabulary, each.witness) if each.witness else None,
        }
        for each in found.findings
    ]
    whole = {
        "schema": "casewise.audit/1",
        "ruleset": {"id": rules.id, "release": rules.release, "fingerprint": rules.fingerprint},
        "outcomes": list(found.outcomes),
        "clean": found.clean,
        "findings": findings,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _write_cases(rules: Ruleset, found: Audit, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for finding in found.findings:
        if finding.witness is not None:
            text = json.dumps(plain_case(rules.vocabulary, finding.witness), indent=2)
            (folder / f"{finding.witness.id}.json").write_text(text + "\n", "utf-8")
