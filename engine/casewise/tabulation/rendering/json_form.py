"""A tabulation as JSON (`casewise.tabulation/1`), with what is not shown left out."""

import json

from casewise.tabulation import reliability
from casewise.tabulation.estimates import Count, Estimate, Group, Row, Table, Tabulation

SCHEMA = "casewise.tabulation/1"
DIGITS = 12
"""Significant digits: how rows are summed in parallel may change those after."""


def as_json(tabulation: Tabulation) -> str:
    """The tables as one JSON object."""
    return json.dumps(json_form(tabulation), indent=2, ensure_ascii=False) + "\n"


def json_form(tabulation: Tabulation) -> dict[str, object]:
    """The tables as an object that JSON can hold."""
    rules = tabulation.ruleset
    names = ("id", "release", "fingerprint")
    return {
        "schema": SCHEMA,
        "ruleset": dict(zip(names, rules, strict=True)) if rules else None,
        "readings": dict(tabulation.readings),
        "design": _design(tabulation),
        "where": list(tabulation.where),
        "cases": _count(tabulation.cases),
        "not_known_whether_in": _count(tabulation.outside),
        "undecided": _count(tabulation.undecided),
        "not_settled": _count(tabulation.unsettled),
        "flags": reliability.RULE,
        "tables": [_table(table) for table in tabulation.tables],
    }


def _design(tabulation: Tabulation) -> dict[str, object]:
    design, size = tabulation.design, tabulation.size
    return {
        "weight": design.weight,
        "strata": design.strata or None,
        "psu": design.psu or None,
        "population": design.population or None,
        "cases": size.cases,
        "strata_count": size.strata,
        "psu_count": size.psus,
        "df": size.df,
        "singleton": {"rule": design.singleton.value, "strata": list(size.lone)},
        "certain_strata": list(size.certain),
        "variance": f"Taylor linearization, {tabulation.library}",
        "intervals": {"level": 0.95, "totals": "t", "proportions": "logit"},
    }


def _table(table: Table) -> dict[str, object]:
    return {
        "variable": table.variable,
        "title": table.title,
        "exclusive": table.exclusive,
        "groups": [_group(group) for group in table.groups],
    }


def _group(group: Group) -> dict[str, object]:
    return {
        "placement": group.code or None,
        "label": group.label,
        "n": group.n,
        "total": _estimate(group.total) if group.shown else None,
        "flags": list(group.flags),
        "rows": [_row(row) for row in group.rows],
    }


def _row(row: Row) -> dict[str, object]:
    bounds = row.bounds if row.shown else None
    return {
        "code": row.code,
        "label": row.label,
        "depth": row.depth,
        "n": row.n,
        "total": _estimate(row.total) if row.shown else None,
        "proportion": _estimate(row.share) if row.shown else None,
        "bounds": [_number(bounds.low), _number(bounds.high)] if bounds else None,
        "flags": list(row.flags),
    }


def _estimate(estimate: Estimate) -> dict[str, object]:
    return {
        "value": _number(estimate.value),
        "se": _number(estimate.se),
        "low": _number(estimate.low),
        "high": _number(estimate.high),
        "df": estimate.df,
    }


def _count(count: Count) -> dict[str, object]:
    return {"n": count.n, "weighted": _number(count.weighted)}


def _number(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{DIGITS}g}")
