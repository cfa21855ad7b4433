"""What estimates suppose of answers to come, and what questions cost."""

from collections.abc import Mapping

from attrs import field, frozen

from casewise.errors import CasewiseError
from casewise.model.vocabulary import Vocabulary


class NotAModel(CasewiseError):
    """A share that is none, a cost that is not above 0, or a cost of what is no fact."""


def _is_share(_: object, attribute: object, value: float) -> None:
    if not 0 <= value < 1:
        name = getattr(attribute, "name", "")
        raise NotAModel(f"`{name}` is a share, at least 0 and below 1, not {value}")


@frozen
class Model:
    """What estimates suppose; what *can* matter does not depend on it.

    Every answer that rules tell apart and that does not contradict what is known is equally
    likely: each value of a listed fact, each piece into which rules cut a number or a date, each
    set of members. That a date which a case may lack is absent counts as one more; as no record
    can say so, the date then stays open.
    """

    not_known: float = field(default=0.15, validator=_is_share)
    """How likely it is that a question gets no answer; it is not asked again."""
    another: float = field(default=0.5, validator=_is_share)
    """How likely it is that a list has one more entity than those listed."""
    further: int = 1
    """How many more entities of a list estimates reckon with; an interview has no bound."""
    costs: Mapping[str, float] = field(factory=dict)
    """What asking for a fact costs, by its name (`arrest_date`, `victims.identified`); else 1."""

    def cost(self, path: str) -> float:
        """What it costs to ask the question at a path."""
        name, _, rest = path.partition(".")
        return self.costs.get(f"{name}.{rest.partition('.')[2]}" if rest else name, 1)

    def check(self, vocabulary: Vocabulary) -> None:
        """See that costs are those of facts.

        Raises:
            NotAModel: a cost is not above 0, or there is no such fact.
        """
        known = {f"{scope}.{fact.name}" if scope else fact.name for scope, fact in vocabulary}
        for name, cost in self.costs.items():
            if name not in known:
                from casewise.reading.words import suggest, ticked  # only when something is wrong

                hint = suggest(name, sorted(known))
                raise NotAModel(f"there is no fact {ticked(name)}" + (f" ({hint})" if hint else ""))
            if not cost > 0:
                raise NotAModel(f"asking for `{name}` costs more than 0, not {cost}")
