"""A design in words: strata, the flow from agencies to interviews, rates, how weights are made."""

from collections.abc import Iterator
from decimal import Decimal

from casewise.explanation.sections import cite_words
from casewise.model.study.design import Basis, Design, Disposition
from casewise.study.flow import Flow, Sum, flow
from casewise.study.numbers import count_words, percentage
from casewise.study.rates import rates
from casewise.study.weights import factor, nonresponse, weight

WIDTH = 30
ONE = Decimal(1)


def design_text(design: Design) -> Iterator[str]:
    """Lines that say how a sample was drawn and weighted."""
    yield from _strata(design)
    yield from _flow(design, flow(design))
    yield from _rates(design)
    yield from _weights(design)


def _strata(design: Design) -> Iterator[str]:
    yield "Strata"
    for each in design.strata:
        frame = f"{each.sampled:,} of {each.frame:,} agencies"
        basis = "" if each.basis is Basis.PRINTED else f" ({each.basis.value})"
        yield f"  {each.id:<{WIDTH}}{frame}{basis} [{cite_words(each.cites)}]"
        yield f"  {'':<{WIDTH}}{each.means}"
        yield from (f"  {'':<{WIDTH}}{line}" for line in each.note.splitlines())
    selection = design.selection
    certain = ", ".join(f"`{name}`" for name in selection.certain)
    yield f"  Within an agency: every case of one with {selection.small} or fewer, and every case"
    yield f"  screened as {certain}; of the others a random part [{cite_words(selection.cites)}]."


def _flow(design: Design, found: Flow) -> Iterator[str]:
    yield "\nFrom agencies to interviews"
    for step in found.steps:
        stage = step.stage
        yield f"  {stage.id:<{WIDTH}}{stage.count:>6,}  {stage.means} [{cite_words(stage.cites)}]"
        if step.share is not None and stage.share is not None:
            verdict = "agrees" if step.agrees else "does not agree"
            words = f"printed {stage.share}% of those {stage.of}, anew {percentage(step.share)}"
            yield f"  {'':<{WIDTH}}        {words}: {verdict}"
    yield f"\n  Of the {design.to_interview:,} cases"
    for each in design.dispositions:
        lines = cite_words(each.cites)
        yield f"  {each.id:<{WIDTH}}{_count(design, each):>6}  {each.means} [{lines}]"
    yield "\n  Sums"
    for total in found.sums:
        yield f"  {total.added:>6,} and {total.whole:>6,}  {_verdict(total)}: {total.says}"


def _verdict(total: Sum) -> str:
    if total.agrees:
        return "agree"
    return "do not agree, which rounding explains" if total.explained else "do not agree"


def _count(design: Design, disposition: Disposition) -> str:
    about = "" if disposition.count is not None else "~"
    return about + count_words(design.cases_of(disposition))


def _rates(design: Design) -> Iterator[str]:
    yield "\nRates, by the names and formulas of AAPOR (~: from whole percentages)"
    for rate in rates(design):
        yield f"  {rate.name:<{WIDTH}}{percentage(rate.value):>6}  {rate.formula}"


def _weights(design: Design) -> Iterator[str]:
    yield "\nWeights"
    yield "  base_weight = 1 / (chance of the agency * chance of the case within it)"
    for each in design.strata:
        base = weight(design, each.id, ONE)
        words = f"{each.frame:,} / {each.sampled:,} = {base.base}"
        yield f"  {each.id:<{WIDTH}}{words}, for a case taken with certainty"
    yield f"  nonresponse_adjustment = {float(nonresponse(design)):.6f}, the product of"
    for adjustment in design.adjustments:
        value = f"{float(factor(design, adjustment)):.6f}"
        lines = cite_words(adjustment.cites)
        yield f"  {adjustment.id:<{WIDTH}}{value}  {adjustment.means} [{lines}]"
    yield "  weight = base_weight * nonresponse_adjustment, to two decimal places"
