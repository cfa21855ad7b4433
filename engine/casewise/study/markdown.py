"""A reproduction in Markdown."""

from collections.abc import Iterator

from casewise.explanation.sections import cite_words
from casewise.study.numbers import agreeing, anew, count_words, percentage, printed_words
from casewise.study.reproduction import Reproduction
from casewise.study.summary import explained_words, moves, summary
from casewise.study.text import line_value


def markdown(found: Reproduction) -> Iterator[str]:
    """Lines of Markdown that say everything of a reproduction."""
    yield "# Every printed figure, computed anew\n"
    yield summary(found) + ".\n"
    yield from _table("claim", "figure", "lines", "printed", "anew", "agrees", "verdict")
    for check in found.checks:
        figure = check.figure
        why = f": {figure.reason}" if figure.reason else ""
        against = f" (see {figure.against})" if figure.against else ""
        tolerance = "" if figure.compute is None else agreeing(figure.printed)
        yield _row(
            check.claim.id, figure.means, cite_words(figure.cites), printed_words(figure),
            anew(check.value, figure.printed), tolerance, check.verdict.value + why + against,
        )  # fmt: skip
    yield "\n## What does not fit together\n"
    yield from _findings(found)
    yield "\n## What the printed ranges imply\n"
    yield from _ranges(found)
    yield "\n## How far each other reading moves each estimate\n"
    yield from _effects(found)


def _findings(found: Reproduction) -> Iterator[str]:
    for each in found.findings:
        finding = each.finding
        lines, words = cite_words(finding.cites), explained_words(each)
        yield f"- **{finding.id}**: {finding.says} [{lines}]. {words}".rstrip()
        yield from (f"  - {line.means}: {line_value(line)}" for line in each.lines)


def _ranges(found: Reproduction) -> Iterator[str]:
    yield from _table("claim", "estimate", "half of the range", "of the estimate", "design effect")
    for each in found.ranges:
        effect = "-" if each.effect is None else f"{each.effect:.1f}"
        half = count_words(each.half)
        estimate = count_words(each.estimate)
        yield _row(each.claim.id, estimate, half, percentage(each.relative), effect)


def _effects(found: Reproduction) -> Iterator[str]:
    yield from _table("reading", "placement", "before", "after")
    for effect in found.effects:
        name = f"{effect.reading}={effect.value}"
        moved = list(moves(found, effect))
        for placement, before, after in moved:
            yield _row(name, placement, f"{before:,.2f}", f"{after:,.2f}")
        if not moved:
            yield _row(name, "nothing moves", "", "")


def _table(*heads: str) -> Iterator[str]:
    yield _row(*heads)
    yield "|" + "--|" * len(heads)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
