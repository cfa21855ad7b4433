"""A ruleset as tables: what each row can become, as far as the facts of the case tell."""

from collections.abc import Iterable, Sequence

from attrs import field, frozen

from casewise.evaluation.columns.joint import End, joint
from casewise.evaluation.columns.placing import placing
from casewise.evaluation.columns.reduced import Reduced
from casewise.evaluation.columns.sweeping import Sweep, sweep
from casewise.evaluation.exact.diagram import Diagram
from casewise.evaluation.exact.layout import DEAD
from casewise.evaluation.lookups.diagrams import Diagrams
from casewise.evaluation.lookups.drawing import drawn
from casewise.evaluation.lookups.grouping import chains
from casewise.evaluation.lookups.tables import Block, Chain, blocks_of
from casewise.evaluation.placement import final_outcomes, placements
from casewise.model.conditions import FactTest
from casewise.model.ruleset import Ruleset

MOST_TESTS = 5
"""The tests of a block: there are 3⁵ letters, which fit into a byte."""


@frozen
class Looked:
    """What is looked up of a row, and the tests whose answers it is looked up by.

    It is one number, the sum of those that the chains lead to: in its lowest `digits` the position
    of the placement among `placements`; then one digit for each outcome, which says that it is
    possible; then, for rulesets with lists, one that says that these decide, where the rest does
    not count. It never counts for rows that list an entity: no case may be able to have that one.
    """

    placements: tuple[str, ...]
    outcomes: tuple[str, ...]
    has_lists: bool
    tests: tuple[FactTest, ...] = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    chains: tuple[Chain, ...] = field(repr=False)

    @property
    def digits(self) -> int:
        """How many digits a placement has."""
        return max(1, (len(self.placements) - 1).bit_length())

    def find(self, letters: Sequence[int]) -> int:
        """The number for a row, by its letter in each block."""
        return sum(chain.find(letters, self.blocks) for chain in self.chains)


@frozen
class Asked:
    """What is asked of a row: a circuit with the digits of its number, the lowest first."""

    placements: tuple[str, ...]
    outcomes: tuple[str, ...]
    has_lists: bool
    swept: Sweep = field(repr=False)
    order: tuple[int, ...] = field(repr=False)
    """The tests of the circuit in the order that keeps its diagrams small."""
    digits: tuple[int, ...] = field(repr=False)


def asked(ruleset: Ruleset) -> Asked:
    """What a ruleset asks of rows under its chosen readings."""
    made = joint(ruleset)
    nodes = Reduced(made.diagram, len(made.made.scope.sizes))
    nodes.sift()
    dead = [node for node, terminal in enumerate(made.diagram.terminal) if terminal == DEAD]
    swept = sweep(nodes, made.made.scope, without=dead)
    order = (at for variable in nodes.order for at in swept.labels.by_variable.get(variable, ()))
    return Asked(
        placements(ruleset),
        final_outcomes(ruleset),
        bool(made.made.lists),
        swept,
        tuple(order),
        tuple(_digits(ruleset, swept, made.diagram)),
    )


def looked_up(ruleset: Ruleset, more: Iterable[FactTest] = ()) -> Looked:
    """Compile a ruleset under its chosen readings; `more` are tests that others ask of rows.

    Raises:
        TooManyDiagrams: what it asks of rows does not come down to tables.
    """
    wanted = asked(ruleset)
    tests = [wanted.swept.tests[at] for at in wanted.order]
    tests += [test for test in dict.fromkeys(more) if test not in tests]
    blocks = blocks_of(len(tests), MOST_TESTS)
    diagrams = Diagrams()
    found = drawn(diagrams, wanted.swept.circuit, wanted.digits, wanted.order)
    return Looked(
        wanted.placements,
        wanted.outcomes,
        wanted.has_lists,
        tuple(tests),
        blocks,
        tuple(chains(diagrams, found, blocks)),
    )


def _digits(ruleset: Ruleset, swept: Sweep, diagram: Diagram) -> list[int]:
    """The planes of the digits that `Looked` has, the lowest first."""
    ends, lists = {}, []
    for node, plane in swept.exits.items():
        end = diagram.terminal[node]
        if isinstance(end, End):
            ends[end] = plane
        else:
            lists.append(plane)
    found = placing(swept.circuit, ruleset, ends)
    decided_by_lists = [swept.circuit.any_of(lists)] if lists else []
    codes = swept.circuit.digits(list(found.placement.values()))
    return [*codes, *found.possible.values(), *decided_by_lists]
