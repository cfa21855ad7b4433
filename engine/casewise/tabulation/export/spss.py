"""A script for SPSS with its module Complex Samples."""

from casewise.tabulation.design import Singleton
from casewise.tabulation.export.table import CATEGORY, Exported

LONGEST_VALUE = 80


def spss_script(table: Exported) -> str:
    """The script that reads the table, writes a plan (CSPLAN) and tabulates by it."""
    design = table.design
    parts = ["STRATA=stratum" if design.strata else "", "CLUSTER=psu" if design.psu else ""]
    units = " ".join(part for part in parts if part)
    estimator = "EQUAL_WOR" if design.population else "WR"
    lines = [
        "* Weighted totals and proportions, with the design that casewise tabulate uses.",
        "* Written by casewise export. Run it in the folder where it lies.",
        *_notes(table),
        "GET DATA /TYPE=TXT /FILE='cases.csv' /ENCODING='UTF8' /DELIMITERS=',' /QUALIFIER='\"'",
        "  /FIRSTCASE=2",
        f"  /VARIABLES={' '.join(_declared(table))}.",
        "CSPLAN ANALYSIS",
        "  /PLAN FILE='cases.csaplan'",
        "  /PLANVARS ANALYSISWEIGHT=weight",
        f"  /DESIGN {units}" if units else "  /DESIGN",
        f"  /ESTIMATOR TYPE={estimator}" + ("" if design.population else "."),
    ]
    if design.population:
        lines.append("  /POPSIZE VARIABLE=population.")
    lines += _tables(table)
    return "\n".join(lines) + "\n"


def _notes(table: Exported) -> list[str]:
    if not table.size.lone:
        return []
    rule = "skip" if table.design.singleton is Singleton.SKIP else "another rule"
    return [f"* A stratum with one PSU adds nothing here; casewise was told {rule}."]


def _declared(table: Exported) -> list[str]:
    design = table.design
    wanted = {"stratum": design.strata, "psu": design.psu, "population": design.population}
    numbers = ["weight F20.10", *(f"{name} F12.0" for name, column in wanted.items() if column)]
    return [*numbers, *(f"{name} A{LONGEST_VALUE}" for name in table.names)]


def _tables(table: Exported) -> list[str]:
    statistics = "  /STATISTICS SE CIN(95) COUNT"
    head = "CSTABULATE /PLAN FILE='cases.csaplan'"
    lines = [head, f"  /TABLES VARIABLES={' '.join(table.names)}", "  /CELLS POPSIZE TABLEPCT"]
    lines.append(statistics + ".")
    if table.crossed:
        crossed = f"{' '.join(table.crossed)} BY {CATEGORY}"
        lines += [head, f"  /TABLES VARIABLES={crossed}", "  /CELLS POPSIZE COLPCT"]
        lines.append(statistics + ".")
    return lines
