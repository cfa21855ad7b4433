"""Edits in one form and one order: what can be said in two ways is said in the plainer one."""

from collections.abc import Collection, Iterable

from casewise.counterfactual.edits import Added, Edit, Member, NoOthers, Removed
from casewise.evaluation.exact.compilation import Compiled
from casewise.evaluation.exact.diagram import END
from casewise.evaluation.exact.variables import SetVariables
from casewise.explanation.words import known_at
from casewise.facts import Members, Values
from casewise.model.vocabulary import FactType, Vocabulary

Order = tuple[int, int, int, int, str]


class Plainest:
    """The plainest form of edits of one record."""

    def __init__(self, vocabulary: Vocabulary, made: Compiled, values: Values) -> None:
        self._values = values
        self._asked = {
            (name, fact): variable.members
            for name, scope in (
                ("", made.scope),
                *((tests.name, tests.entities.scope) for tests in made.lists),
            )
            for fact, _, variable in scope.variables()
            if isinstance(variable, SetVariables)
        }
        self._position = {(scope, fact.name): at for at, (scope, fact) in enumerate(vocabulary)}
        self._lists = {fact.name for fact in vocabulary.facts if fact.type is FactType.LIST}

    def edits(self, edits: Iterable[Edit]) -> frozenset[Edit]:
        """The edits; that a set has no others is said by the one member that this leaves out."""
        every = frozenset(edits)
        shut = [each for each in every if isinstance(each, NoOthers)]
        for each in shut:
            left_out = self._left_out(each.path, every)
            if len(left_out) == 1:
                (code,) = left_out
                every = every - {each} | {Member(each.path, code, False)}
        return every

    def _left_out(self, path: str, every: Collection[Edit]) -> Collection[str]:
        """The members that a set then does not have, of those that are open and asked for."""
        if path in self._lists:
            return ()
        scope, _, rest = path.partition(".")
        members = self._asked[(scope, rest.partition(".")[2]) if rest else ("", path)]
        known = known_at(self._values, path)
        said = known.included | known.excluded if isinstance(known, Members) else frozenset()
        told = {each.code for each in every if isinstance(each, Member) and each.path == path}
        return [code for code in members if code not in said and code not in told]

    def order(self, edit: Edit) -> Order:
        """Where an edit stands: facts as declared, entity by entity; that there are others last."""
        path = edit.group if isinstance(edit, Added) else edit.path
        name, _, rest = path.partition(".")
        number, _, fact = rest.partition(".")
        kind = (
            isinstance(edit, Removed) + 2 * isinstance(edit, Added) + 3 * isinstance(edit, NoOthers)
        )
        within = self._position[name, fact] if fact else -1
        code = edit.code if isinstance(edit, Member) else ""
        # What is said of a list as a whole stands after what is said of its entities.
        at = int(number) if number else END
        return self._position["", name], at, within, kind, code
