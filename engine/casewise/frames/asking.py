"""What is asked of the rows of frames, made ready once for all frames of one form."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import polars as pl

from casewise.errors import ProblemsFound
from casewise.evaluation.columns.batch import Tested
from casewise.frames.answering import answer
from casewise.frames.comparing import Comparing, comparable
from casewise.frames.planes import tested
from casewise.frames.preparing import is_set, not_all, problems, ready, wrongs
from casewise.frames.sets import member_column, members_of
from casewise.frames.told import Told, told
from casewise.model.conditions import FactTest
from casewise.model.vocabulary import Fact

Schema = Mapping[str, pl.DataType]
MANY = 1 << 20
"""From so many rows on a query is worth being shared out; batches of files are worked on side by
side anyway."""


class Asking:
    """The tests that are asked of some facts, of frames with such columns.

    Whether a value is one that its fact cannot have is looked up in one query for all columns,
    before anything is answered.

    Args:
        facts: those that columns may tell of.
        tests: what is asked of each row.
        schema: the columns; those that tell of none of the facts are passed over.
        source: the name of the frames in the places of problems.

    Raises:
        ProblemsFound: a column cannot be used (D404).
    """

    def __init__(
        self, facts: Sequence[Fact], tests: Sequence[FactTest], schema: Schema, source: str
    ) -> None:
        self._columns, self._types = list(schema), list(schema.values())
        self.facts: dict[str, Told] = {each.fact.name: each for each in told(facts, schema, source)}
        self._source = source
        self._tests = tests
        self._wrongs = [wrong for each in self.facts.values() for wrong in wrongs(each)]
        self._compared = [
            Comparing(each, [test for test in tests if test.fact == name])
            for name, each in self.facts.items()
            if comparable(each)
        ]
        apart = {each.column for each in self._compared}
        answers = {
            test: answer(self.facts[test.fact], test.test)
            for test in tests
            if test.fact in self.facts and test.fact not in apart
        }
        self._as_they_are = {
            test: name for test, found in answers.items() if (name := _answering(found, schema))
        }
        computed = [test for test in answers if test not in self._as_they_are]
        self._computed = {test: f"{at}" for at, test in enumerate(computed)}
        self._answers = [answers[test].alias(name) for test, name in self._computed.items()]
        self._is_wrong = [
            wrong.found().alias(f"{at}")
            for at, wrong in enumerate(self._wrongs)
            if wrong.column not in apart
        ]
        self._sets = self._columns_of_sets()
        members = {member_column(name, c) for name, fact in self._sets.items() for c in fact.codes}
        roots = _roots([*self._answers, *self._is_wrong])
        self._needed = [name for name in roots if name not in members]
        self._ready = [
            made.alias(name)
            for each in self.facts.values()
            for part, name in each.columns.items()
            if name in self._needed and name not in self._sets
            if not (made := ready(each, part)).meta.is_column()
        ]

    def fits(self, frame: pl.DataFrame) -> bool:
        """Whether a frame has the columns that this was made for."""
        return frame.columns == self._columns and frame.dtypes == self._types

    def of(self, frame: pl.DataFrame) -> Tested:
        """Every test answered of every row; open where no column tells.

        Raises:
            ProblemsFound: a value is one that its fact cannot have, or contradicts another column
                (D405); each different one is counted.
        """
        seen = pl.DataFrame([frame[name] for name in self._needed])
        compared = {each.column: each.of(frame[each.column]) for each in self._compared}
        outside = {column for column, (_, wrong) in compared.items() if wrong}
        self._check(frame, seen, outside)
        if self._ready:
            seen = seen.with_columns_seq(self._ready)
        if self._sets:
            seen = pl.DataFrame([*seen, *self._members(frame)])
        found = _selected(seen, self._answers)
        answers = {test: found[name] for test, name in self._computed.items()}
        answers |= {test: frame[name] for test, name in self._as_they_are.items()}
        found_apart = {t: a for made, _ in compared.values() for t, a in made.items()}
        return {**tested(answers, self._tests, frame.height), **found_apart}

    def _check(self, frame: pl.DataFrame, seen: pl.DataFrame, outside: Collection[str]) -> None:
        """See that there is nothing that cannot be; what is `outside` its ends is known."""
        found = _selected(seen, self._is_wrong)
        bad = [
            wrong
            for at, wrong in enumerate(self._wrongs)
            if wrong.column in outside or (f"{at}" in found.columns and found[f"{at}"].any())
        ]
        if bad:
            raise ProblemsFound(
                each for wrong in bad for each in problems(frame, wrong, self._source)
            )

    def _columns_of_sets(self) -> dict[str, Fact]:
        """The columns of lists of members of a set."""
        return {
            column: each.fact
            for each in self.facts.values()
            for part, column in each.columns.items()
            if is_set(each.fact, part)
        }

    def _members(self, frame: pl.DataFrame) -> list[pl.Series]:
        """A column for each member of each set that is asked for.

        Raises:
            ProblemsFound: a set has a member that its fact has not (D405).
        """
        coded = frame.select(
            pl.col(column).cast(pl.List(pl.Enum(fact.codes)), strict=False)
            for column, fact in self._sets.items()
        )
        found = {name: members_of(coded[name], fact.codes) for name, fact in self._sets.items()}
        bad = [not_all(fact, name) for name, fact in self._sets.items() if found[name] is None]
        if bad:
            raise ProblemsFound(
                each for wrong in bad for each in problems(frame, wrong, self._source)
            )
        return [member for each in found.values() for member in each or ()]


def _selected(frame: pl.DataFrame, expressions: list[pl.Expr]) -> pl.DataFrame:
    """Some expressions of a frame, on all processors where there are many rows."""
    if not expressions:
        return pl.DataFrame()
    select = frame.select if frame.height >= MANY else frame.select_seq
    return select(expressions)


def _answering(found: pl.Expr, schema: Schema) -> str:
    """The column that is the answer as it stands, if one is."""
    name = found.meta.output_name() if found.meta.is_column() else ""
    return name if name and schema.get(name) == pl.Boolean else ""


def _roots(expressions: Iterable[pl.Expr]) -> list[str]:
    """The columns that some expressions are made of."""
    return list(dict.fromkeys(name for each in expressions for name in each.meta.root_names()))
