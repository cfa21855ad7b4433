"""A reproduction in words, for a terminal."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby, zip_longest
from textwrap import wrap

from casewise.explanation.sections import cite_words
from casewise.study.numbers import agreeing, anew, count_words, percentage, printed_words
from casewise.study.ranges import Implied
from casewise.study.reproduction import Check, Effect, Found, Line, Reproduction, Verdict
from casewise.study.summary import explained_words, moves, summary

COLUMNS = ((44, "<"), (10, ">"), (9, ">"), (18, ">"), (14, "<"))
"""Width and side of each column of the figures."""


def text(found: Reproduction) -> Iterator[str]:
    """Lines that say everything of a reproduction."""
    yield from _totals(found)
    yield from _claims(found.checks)
    yield from _findings(found.findings)
    yield from _ranges(found.ranges)
    yield from _effects(found)
    yield ""
    yield summary(found)


def _totals(found: Reproduction) -> Iterator[str]:
    yield f"Weighted totals, {len(found.entries):,} records, as the rules place them"
    for name, total in found.totals.items():
        rule = found.ruleset.by_id.get(name)
        label = rule.label if rule is not None else ""
        yield f"  {total:>10,.2f}  {name}{f' ({label})' if label else ''}"
    yield f"  {sum(found.totals.values(), Decimal(0)):>10,.2f}  all"


# -- figures -------------------------------------------------------------------------------------


def _claims(checks: tuple[Check, ...]) -> Iterator[str]:
    yield "\nEvery printed figure, and the one computed anew"
    yield "  (in brackets: not printed, but implied by what is; a fact counts where it is certain)"
    yield from _row("", "printed", "anew", "agrees from, to", "verdict")
    for claim, figures in groupby(checks, lambda check: check.claim):
        yield f"{claim.id} {claim.about}"
        for check in figures:
            yield from _figure(check)


def _figure(check: Check) -> Iterator[str]:
    figure = check.figure
    why = ""
    if check.verdict is Verdict.NOT_DERIVABLE:
        why = f"; {figure.reason}"
    elif check.verdict is Verdict.CONTRADICTED:
        why = f"; see {figure.against} below"
    elif figure.against:
        why = f"; said to contradict ({figure.against}), and does not"
    means = f"{figure.means} [{cite_words(figure.cites)}]{why}"
    tolerance = "" if figure.compute is None else agreeing(figure.printed)
    value = anew(check.value, figure.printed)
    yield from _row(means, printed_words(figure), value, tolerance, check.verdict.value)


def _row(*cells: str) -> Iterator[str]:
    columns = [wrap(cell, width) or [""] for cell, (width, _) in zip(cells, COLUMNS, strict=True)]
    for parts in zip_longest(*columns, fillvalue=""):
        padded = (
            f"{part:{side}{width}}" for part, (width, side) in zip(parts, COLUMNS, strict=True)
        )
        yield f"  {' '.join(padded)}".rstrip()


# -- what does not fit, ranges, readings ---------------------------------------------------------


def _findings(findings: tuple[Found, ...]) -> Iterator[str]:
    yield "\nWhat was printed and does not fit together"
    for found in findings:
        finding = found.finding
        yield f"{finding.id}: {finding.says} [{cite_words(finding.cites)}]"
        for line in found.lines:
            yield f"  {line_value(line):>10}  {line.means}"
        words = " ".join(
            filter(None, [explained_words(found), finding.note.replace("\n", " ").strip()])
        )
        yield from (f"  {line}" for line in wrap(words, 96))
        if finding.besides:
            yield f"  Beside the sources of the rules: {finding.besides}."


def line_value(line: Line) -> str:
    """The number of a line of arithmetic."""
    if line.value is None:
        return "-"
    return percentage(line.value) if line.as_share else count_words(line.value)


def _ranges(ranges: tuple[Implied, ...]) -> Iterator[str]:
    yield "\nWhat the printed ranges imply (shown, not forced on the sample)"
    for each in ranges:
        yield f"{each.claim.id} {each.claim.about}"
        effect = "no share to vary" if each.effect is None else f"design effect {each.effect:.1f}"
        yield (
            f"  half of the range {count_words(each.half)}, {percentage(each.relative)} of the "
            f"estimate; standard error {each.error:.0f}; {effect}"
        )


def _effects(found: Reproduction) -> Iterator[str]:
    yield "\nHow far each other reading moves each estimate"
    for effect in found.effects:
        yield f"{effect.reading}={effect.value}: {_moved(effect)}"
        for name, before, after in moves(found, effect):
            yield f"  {after - before:>+10,.2f}  {name}, from {before:,.2f} to {after:,.2f}"


def _moved(effect: Effect) -> str:
    if not effect.records:
        return "moves no record of this sample"
    records = "record" if effect.records == 1 else "records"
    return f"moves {effect.records:,} {records}, {effect.weight:,.2f} arrests"
