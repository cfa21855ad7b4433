"""A synthetic sample from a recipe: records with facts, drawn and weighted like the study's.

The recipe puts records into parts whose weights come to printed totals, as near as weights can
come, and tells each part its facts. Nothing in what is made says where a record belongs: that is
for the rules. The same recipe makes the same sample on every machine: the only source of chance is
a generator of known seed, and parts are found by an exact dynamic programme (`subsets`).
"""

from collections.abc import Iterable
from random import Random

from attrs import frozen

from casewise.model.case import Case
from casewise.model.study.design import Design
from casewise.model.study.recipe import Draw, Part, Recipe, Split, Step
from casewise.model.study.sample import Row
from casewise.model.vocabulary import Vocabulary
from casewise.study.agencies import place_in_agencies
from casewise.study.drafts import Draft, drafts
from casewise.study.subsets import subset
from casewise.study.weights import WEIGHT, weighed


@frozen
class Cohort:
    """Case records, and where each was drawn; the two are joined by the id of the case."""

    cases: tuple[Case, ...]
    rows: tuple[Row, ...]


def make(recipe: Recipe, design: Design, vocabulary: Vocabulary) -> Cohort:
    """The sample that a recipe makes.

    Raises:
        ProblemsFound: the recipe selects records in a way that the design does not allow.
    """
    found = list(drafts(recipe, design))
    for step in recipe.steps:
        _take(step, found, _chance(recipe, step.id))
    for draft in found:
        draft.screening = _screening(recipe, draft)
    placed = place_in_agencies(
        recipe.agencies, design.selection, found, _chance(recipe, "agencies")
    )
    named = [(f"N{number:03}", draft) for number, draft in enumerate(placed, start=1)]
    cases = tuple(Case(name, draft.values(vocabulary)) for name, draft in named)
    return Cohort(cases, weighed(design, [_row(name, draft) for name, draft in named]))


def _chance(recipe: Recipe, step: str) -> Random:
    """Chance of its own for each step, so that a step can change and the others stay."""
    return Random(f"{recipe.seed}/{step}")  # noqa: S311  # a known seed is the point


def _take(step: Step, found: Iterable[Draft], chance: Random) -> None:
    meant = [
        draft
        for draft in found
        if draft.marks.issuperset(step.among) and draft.marks.isdisjoint(step.without)
    ]
    if isinstance(step, Split):
        _split(step, meant, chance)
    else:
        _draw(step, meant, chance)


def _split(step: Split, meant: list[Draft], chance: Random) -> None:
    chance.shuffle(meant)
    for part in step.parts:
        taken = _part(part, meant)
        meant = [draft for draft in meant if draft not in taken]
        for draft in taken:
            draft.join(part.id, part.facts, part.attributes)


def _part(part: Part, left: list[Draft]) -> list[Draft]:
    meant = [draft for draft in left if not part.of or not draft.marks.isdisjoint(part.of)]
    if part.total is None:
        return meant
    chosen = subset([draft.units for draft in meant], int(part.total / WEIGHT))
    return [meant[position] for position in chosen]


def _draw(step: Draw, meant: Iterable[Draft], chance: Random) -> None:
    for draft in meant:
        for path, answers in step.facts.items():
            draft.facts[path] = answers[chance.randrange(len(answers))]
        for name, answers in step.attributes.items():
            draft.attributes[name] = answers[chance.randrange(len(answers))]


def _screening(recipe: Recipe, draft: Draft) -> str:
    return next((screening for mark, screening in recipe.screened if mark in draft.marks), "")


def _row(name: str, draft: Draft) -> Row:
    return Row(
        case=name,
        stratum=draft.stratum,
        agency=draft.agency,
        agency_cases=draft.agency_cases,
        screening=draft.screening,
        selection_rate=draft.rate,
        attributes=draft.attributes,
    )
