"""A script for Stata."""

from casewise.tabulation.design import Singleton
from casewise.tabulation.export.table import Exported

SINGLE_UNIT = {
    Singleton.ERROR: "missing",
    Singleton.SKIP: "certainty",
    Singleton.SCALE: "scaled",
    Singleton.CENTER: "centered",
}


def stata_script(table: Exported) -> str:
    """The script that reads the table and estimates totals and proportions, by placement too."""
    design = table.design
    strata = " strata(stratum)" if design.strata else ""
    population = " fpc(population)" if design.population else ""
    unit = "psu" if design.psu else "_n"
    lines = [
        "* Weighted totals and proportions, with the design that casewise tabulate uses.",
        "* Written by casewise export. Run it where it lies: stata -b do tabulate.do",
        "version 16",
        'import delimited using "cases.csv", clear varnames(1) stringcols(_all)',
        f"destring {' '.join(_numbers(table))}, replace",
        f"svyset {unit} [pweight=weight],{strata}{population} vce(linearized) "
        f"singleunit({SINGLE_UNIT[design.singleton]})",
        "svydescribe",
        "generate byte one = 1",
        "svy: total one",
    ]
    for at, name in enumerate(table.names, start=1):
        lines += [
            f"encode {name}, generate(code{at})",
            f"svy: total one, over(code{at})",
            f"svy: proportion code{at}, citype(logit)",
        ]
        if name in table.crossed:
            lines.append(f"svy: proportion code{at}, over(code2) citype(logit)")
    return "\n".join(lines) + "\n"


def _numbers(table: Exported) -> list[str]:
    design = table.design
    wanted = {"stratum": design.strata, "psu": design.psu, "population": design.population}
    return ["weight", *(name for name, column in wanted.items() if column)]
