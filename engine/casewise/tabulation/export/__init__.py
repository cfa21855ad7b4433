"""The same cases and design for another package: a table, and a script that estimates from it."""

from collections.abc import Callable, Mapping

from casewise.tabulation.cases import Cases
from casewise.tabulation.export.r import r_script
from casewise.tabulation.export.spss import spss_script
from casewise.tabulation.export.stata import stata_script
from casewise.tabulation.export.table import Exported, exported

SCRIPTS: Mapping[str, tuple[str, Callable[[Exported], str]]] = {
    "r": ("tabulate.R", r_script),
    "stata": ("tabulate.do", stata_script),
    "spss": ("tabulate.sps", spss_script),
}
"""For each package the name of the script's file, and what writes it."""

TABLE = "cases.csv"


def files(cases: Cases, package: str) -> dict[str, str]:
    """The table and the script by the names of their files, for one of `SCRIPTS`."""
    name, write = SCRIPTS[package]
    table = exported(cases)
    return {TABLE: table.text, name: write(table)}
