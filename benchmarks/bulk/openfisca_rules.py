"""OpenFisca: a variable for each fact and each question, computed as whole arrays."""

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
from benchmarks.bulk.formulas import (
    OUTCOMES,
    RULES,
    Either,
    Every,
    Formula,
    Is,
    Named,
    Within,
    steps,
)
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Case = build_entity(key="case", plural="cases", label="a case record", is_person=True)
PERIOD = "2001"
Array = np.ndarray[Any, np.dtype[Any]]


def _name(question: str) -> str:
    return "q_" + "".join(sign if sign.isalnum() else "_" for sign in question)


def _computed(formula: Formula, ask: Callable[[str], Array]) -> Array | bool:
    match formula:
        case Every(parts):
            found: Array | bool = True
            for part in parts:
                found = found & _computed(part, ask)
            return found
        case Either(parts):
            found = False
            for part in parts:
                found = found | _computed(part, ask)
            return found
        case Is(fact, yes):
            return ask(fact) if yes else ~ask(fact)
        case Named(question, yes):
            return ask(_name(question)) if yes else ~ask(_name(question))
        case Within(fact, low, high, inside):
            numbers = ask(fact)
            within: Array = (numbers >= low) & (numbers <= high)
            return within if inside else ~within


def _variable(name: str, kind: type, found: Formula | None = None) -> type[Variable]:
    members: dict[str, Any] = {
        "value_type": kind,
        "entity": Case,
        "definition_period": DateUnit.YEAR,
        "label": name,
    }
    if found is not None:

        def formula(case: Any, period: Any) -> Any:
            return _computed(found, lambda asked: case(asked, period)) | np.zeros(case.count, bool)

        members["formula"] = formula
    return type(name, (Variable,), members)


class OpenFisca:
    """The system of variables, made once."""

    def __init__(self) -> None:
        self._system = TaxBenefitSystem([Case])
        for fact in RULES.vocabulary.facts:
            self._system.add_variable(
                _variable(fact.name, bool if str(fact.type) == "yes/no" else int)
            )
        for question, found in steps():
            self._system.add_variable(_variable(_name(question), bool, found))

    def placements(self, frame: pl.DataFrame) -> Array:
        """Where each record is placed: its position among the outcomes."""
        simulation = SimulationBuilder().build_default_simulation(self._system, frame.height)
        for column in frame:
            simulation.set_input(column.name, PERIOD, column.to_numpy())
        held = [simulation.calculate(_name(f"outcome:{name}"), PERIOD) for name in OUTCOMES]
        return np.select(held, np.arange(len(held), dtype=np.uint8), 255)
