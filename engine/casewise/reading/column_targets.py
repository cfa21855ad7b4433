"""Where what a column says belongs: `arrest_date`, `arrest_date.from`, `victims.2.identified`."""

from attrs import frozen

from casewise.model.column_map import PARTS, Part, Target
from casewise.model.vocabulary import Fact, FactType, Vocabulary


@frozen
class Scope:
    """The facts that a column may be about: those of a case, or of the entities of one list."""

    vocabulary: Vocabulary
    group: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """The names by which a column may name a fact, without members and parts."""
        facts = self.vocabulary.of(self.group)
        below = [f"{fact.name}.1.{inner.name}" for fact in facts for inner in fact.facts]
        return (*(fact.name for fact in facts), *below)


def find_target(scope: Scope, path: str) -> Target | None:
    """What a path names; `None` if there is no such fact, member or part."""
    head, _, rest = path.partition(".")
    fact = scope.vocabulary.find(scope.group, head)
    if fact is None:
        return None
    number, _, inner = rest.partition(".")
    if fact.type is FactType.LIST and number.isdecimal() and inner and not number.startswith("0"):
        found = find_target(Scope(scope.vocabulary, fact.name), inner)
        return found and Target(found.fact, found.part, found.member, fact.name, int(number))
    return _with_part(fact, rest, scope.group)


def _with_part(fact: Fact, rest: str, group: str) -> Target | None:
    if not rest:
        return Target(fact, group=group)
    if rest in PARTS[fact.type]:
        return Target(fact, Part(rest), group=group)
    if fact.type is FactType.SET and rest in fact.codes:
        return Target(fact, Part.MEMBER, rest, group)
    return None


def targets_of(scope: Scope) -> dict[str, Target]:
    """Every column that a table in canonical form may have, by its name."""
    names = [
        name
        for fact in scope.vocabulary.of(scope.group)
        for name in (
            fact.name,
            *(f"{fact.name}.{part}" for part in PARTS[fact.type]),
            *(f"{fact.name}.{code}" for code in fact.codes if fact.type is FactType.SET),
        )
    ]
    found = {name: find_target(scope, name) for name in names}
    return {name: target for name, target in found.items() if target is not None}
