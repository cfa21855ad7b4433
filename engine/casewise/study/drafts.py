"""Records in the making: what the recipe has told of each so far, and where it was drawn."""

from collections.abc import Iterator
from decimal import Decimal

from attrs import define, field

from casewise.facts import Entities, Known, Values
from casewise.model.study.design import Design
from casewise.model.study.recipe import EVERYONE, Recipe, Told
from casewise.model.vocabulary import FactType, Vocabulary
from casewise.study.weights import WEIGHT, weight

OTHERS = "others"


@define(eq=False)
class Draft:
    """A record in the making; `units` is its weight in hundredths, `marks` the parts it is in."""

    stratum: str
    rate: Decimal
    units: int
    marks: set[str]
    facts: dict[str, Known | None] = field(factory=dict)
    attributes: dict[str, Known | None] = field(factory=dict)
    screening: str = ""
    agency: str = ""
    agency_cases: int = 0

    def join(self, mark: str, facts: Told, attributes: Told) -> None:
        """Be put into a part, with what is told of all in it."""
        self.marks.add(mark)
        self.facts.update(facts)
        self.attributes.update(attributes)

    def values(self, vocabulary: Vocabulary) -> Values:
        """What is known of each fact; a list of which entities are told holds no others.

        What is told of an entity takes the place of what is told of its whole list.
        """
        found: dict[str, Known | None] = {}
        for fact in vocabulary.facts:
            entities = self._entities(fact.name) if fact.type is FactType.LIST else None
            known = entities if entities is not None else self.facts.get(fact.name)
            if known is not None:
                found[fact.name] = known
        return found

    def _entities(self, group: str) -> Entities | None:
        listed: dict[int, dict[str, Known | None]] = {}
        for path, known in self.facts.items():
            name, _, rest = path.partition(".")
            number, _, inner = rest.partition(".")
            if name == group and inner:
                listed.setdefault(int(number), {})[inner] = known
        others = f"{group}.{OTHERS}" in self.facts
        if not listed:
            return None
        return Entities(tuple(listed[number] for number in sorted(listed)), others)


def drafts(recipe: Recipe, design: Design) -> Iterator[Draft]:
    """A draft for each interview of each cell."""
    for cell in recipe.cells:
        units = int(weight(design, cell.stratum, cell.rate).final / WEIGHT)
        for _ in range(cell.interviews):
            yield Draft(cell.stratum, cell.rate, units, {EVERYONE, cell.id, cell.stratum})
