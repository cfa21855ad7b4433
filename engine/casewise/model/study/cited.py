"""Everything in a study that cites, with what it cites."""

from collections.abc import Iterator

from casewise.model.cited import Cited
from casewise.model.study.design import Design
from casewise.model.study.study import Study


def cited_by(study: Study) -> Iterator[Cited]:
    """The design, attributes, figures and findings, in the order of the files."""
    yield from _of_design(study.design)
    for fact in study.attributes.facts:
        yield f"attribute.{fact.name}", fact.asks, fact.cites
    for name, figure in study.figures().items():
        yield name, f"{figure.means}: {figure.printed.text}", figure.cites
    for finding in study.findings:
        yield f"finding.{finding.id}", finding.says, finding.cites


def _of_design(design: Design) -> Iterator[Cited]:
    for stratum in design.strata:
        yield f"stratum.{stratum.id}", stratum.means, stratum.cites
    for stage in design.stages:
        yield f"stage.{stage.id}", f"{stage.count:,} {stage.means}", stage.cites
    for each in design.dispositions:
        yield f"disposition.{each.id}", each.means, each.cites
    yield "selection", "which cases of an agency were taken", design.selection.cites
    for adjustment in design.adjustments:
        yield f"adjustment.{adjustment.id}", adjustment.means, adjustment.cites
