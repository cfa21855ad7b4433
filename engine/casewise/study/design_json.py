"""A design as JSON: `casewise.design/1`."""

from typing import Any

from casewise.model.study.design import Design
from casewise.study.flow import flow
from casewise.study.rates import rates
from casewise.study.weights import factor, nonresponse

SCHEMA = "casewise.design/1"


def design_json(design: Design) -> dict[str, Any]:
    """Strata, flow, rates and adjustments of a design; percentages are parts of one."""
    found = flow(design)
    return {
        "schema": SCHEMA,
        "strata": [
            {
                "stratum": each.id,
                "sampled": each.sampled,
                "frame": each.frame,
                "basis": each.basis.value,
                "cites": [str(cite) for cite in each.cites],
            }
            for each in design.strata
        ],
        "stages": [
            {
                "stage": step.stage.id,
                "count": step.stage.count,
                "of": step.stage.of or None,
                "printed": None if step.stage.share is None else step.stage.share / 100,
                "anew": None if step.share is None else float(step.share),
                "agrees": step.agrees,
            }
            for step in found.steps
        ],
        "dispositions": [
            {
                "disposition": each.id,
                "aapor": each.aapor.value,
                "cases": design.cases_of(each),
                "count_printed": each.count is not None,
                "printed": each.share / 100,
            }
            for each in design.dispositions
        ],
        "sums": [
            {
                "says": each.says,
                "added": each.added,
                "whole": each.whole,
                "agree": each.agrees,
                "explained by rounding": each.explained,
            }
            for each in found.sums
        ],
        "rates": [
            {"rate": each.name, "formula": each.formula, "value": float(each.value)}
            for each in rates(design)
        ],
        "adjustments": {each.id: float(factor(design, each)) for each in design.adjustments},
        "nonresponse_adjustment": float(nonresponse(design)),
    }
