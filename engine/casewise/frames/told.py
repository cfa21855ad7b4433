"""Which columns tell of a fact: the fact itself, and what is known of it in part."""

from collections.abc import Iterable, Mapping

import polars as pl
from attrs import frozen

from casewise.errors import Place, Problem, ProblemsFound
from casewise.model.vocabulary import Fact, FactType
from casewise.reading.words import suggest, ticked

OTHERS = "others"
PARTS: Mapping[FactType, tuple[str, ...]] = {
    FactType.YES_NO: (),
    FactType.DATE: ("from", "to"),
    FactType.NUMBER: ("at_least", "at_most"),
    FactType.CHOICE: ("one_of",),
    FactType.SET: ("includes", "excludes"),
    FactType.LIST: (OTHERS,),
}
"""What comes after the name of a fact, and a dot, in the columns of what is known in part."""


@frozen
class Told:
    """A fact with the columns that tell of it: by part, `""` for the fact known exactly."""

    fact: Fact
    columns: Mapping[str, str]
    types: Mapping[str, pl.DataType]

    def column(self, part: str = "") -> pl.Expr | None:
        """The column of a part, if there is one."""
        name = self.columns.get(part)
        return None if name is None else pl.col(name)


def parts_of(fact: Fact) -> tuple[str, ...]:
    """What can come after the name of a fact; a set also has a column for each member."""
    return (*PARTS[fact.type], *(fact.codes if fact.type is FactType.SET else ()))


def told(facts: Iterable[Fact], schema: Mapping[str, pl.DataType], source: str) -> list[Told]:
    """The facts that some column tells of; other columns are nobody's business here.

    `source` is the name of the frame in the places of problems.

    Raises:
        ProblemsFound: a column is named after a fact and says nothing that can be known of it, or
            has a type that its fact cannot have (D404).
    """
    by_name = {fact.name: fact for fact in facts}
    columns: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for at, name in enumerate(schema, start=1):
        fact = by_name.get(name.partition(".")[0])
        if fact is None:
            continue
        part = name.partition(".")[2]
        if part and part not in parts_of(fact):
            hint = suggest(part, parts_of(fact)) if parts_of(fact) else "write the fact alone"
            what = f"{ticked(name)} says nothing that can be known of `{fact.name}`"
            problems.append(Problem(Place(source, 1, at), "D404", what, hint))
            continue
        columns.setdefault(fact.name, {})[part] = name
        wrong = not _fits(fact, part, schema[name])
        if wrong:
            what = f"{ticked(name)} is of type {_words(schema[name])}"
            problems.append(Problem(Place(source, 1, at), "D404", what, _takes(fact, part)))
    if problems:
        raise ProblemsFound(problems)
    return [
        Told(by_name[name], of_fact, {part: schema[column] for part, column in of_fact.items()})
        for name, of_fact in columns.items()
    ]


def _words(dtype: pl.DataType) -> str:
    return ticked(str(dtype))


def _fits(fact: Fact, part: str, dtype: pl.DataType) -> bool:
    """Whether a column of a type can tell of a fact; a column of nulls says nothing of any."""
    if dtype == pl.Null:
        return True
    match fact.type:
        case FactType.YES_NO:
            return dtype == pl.Boolean
        case FactType.DATE:
            return dtype == pl.Date or isinstance(dtype, pl.Datetime)
        case FactType.NUMBER:
            return dtype.is_integer() or dtype.is_float()
        case FactType.CHOICE:
            return _is_texts(dtype) if part else _is_text(dtype)
        case FactType.SET:
            return dtype == pl.Boolean if part in fact.codes else _is_texts(dtype)
    if part == OTHERS:
        return dtype == pl.Boolean
    return _is_list(dtype) and (isinstance(dtype.inner, pl.Struct) or dtype.inner == pl.Null)  # type: ignore[attr-defined]


def _is_text(dtype: object) -> bool:
    return dtype == pl.String or dtype == pl.Null or isinstance(dtype, pl.Enum | pl.Categorical)


def _is_list(dtype: pl.DataType) -> bool:
    return isinstance(dtype, pl.List | pl.Array)


def _is_texts(dtype: pl.DataType) -> bool:
    return _is_list(dtype) and _is_text(dtype.inner)  # type: ignore[attr-defined]


_TAKES = {
    FactType.YES_NO: "it takes booleans",
    FactType.DATE: "it takes dates",
    FactType.NUMBER: "it takes whole numbers",
    FactType.CHOICE: "it takes texts, or categories",
    FactType.SET: "it takes lists of texts",
    FactType.LIST: "it takes lists of structs",
}


def _takes(fact: Fact, part: str) -> str:
    if part == OTHERS or part in fact.codes:
        return _TAKES[FactType.YES_NO]
    return _TAKES[FactType.SET if part and fact.type is FactType.CHOICE else fact.type]
