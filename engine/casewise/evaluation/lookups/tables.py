"""Diagrams as tables: a row's answers, some tests at a time, lead from one state to the next.

The tests are cut into *blocks*. A row's answers within one are a single number, its *letter*. What
is left of a diagram after a block is a *state*, and a table says which state follows by the state
before and the letter. The last table a row is looked up in has the number that is asked for.
"""

from collections.abc import Iterator, Sequence

from attrs import field, frozen

from casewise.evaluation.lookups.diagrams import Diagrams

ANSWERS = 3
"""A test is answered in so many ways."""

MOST_STATES = 127
"""So many states fit into a byte."""


@frozen
class Block:
    """Tests from `start` to before `stop`, in the order of the diagrams."""

    start: int
    stop: int

    @property
    def letters(self) -> int:
        """How many letters there are; the first test is the lowest digit of one."""
        return int(ANSWERS ** (self.stop - self.start))


@frozen
class Step:
    """A table: `following[state * letters + letter]`, `letters` being those of the block."""

    block: int
    following: tuple[int, ...] = field(repr=False)


@frozen
class Chain:
    """The steps that lead to a number, from state 0 on; without steps it is `constant`."""

    steps: tuple[Step, ...]
    constant: int = 0

    def find(self, letters: Sequence[int], blocks: Sequence[Block]) -> int:
        """The number for a row, by its letter in each block."""
        found = self.constant
        for step in self.steps:
            found = step.following[found * blocks[step.block].letters + letters[step.block]]
        return found


def blocks_of(tests: int, most: int) -> tuple[Block, ...]:
    """The tests cut into as few blocks of at most so many as there can be."""
    return tuple(Block(start, min(start + most, tests)) for start in range(0, tests, most))


def chain(diagrams: Diagrams, root: int, blocks: Sequence[Block]) -> Chain:
    """The tables of one diagram. Blocks of which it asks nothing have none."""
    if root < 0:
        return Chain((), ~root)
    steps: list[Step] = []
    states = [root]
    for at, block in enumerate(blocks):
        if all(state < 0 or diagrams.test[state] >= block.stop for state in states):
            continue
        reached = [end for state in states for end in _ends(diagrams, state, block)]
        following = list(dict.fromkeys(reached))
        if all(state < 0 for state in following):
            steps.append(Step(at, tuple(~end for end in reached)))
            break
        number = {state: at for at, state in enumerate(following)}
        steps.append(Step(at, tuple(number[end] for end in reached)))
        states = following
    return Chain(tuple(steps))


def states(diagrams: Diagrams, root: int, blocks: Sequence[Block]) -> int:
    """The most states that any table of a diagram has to tell apart."""
    most, found = 1, {root}
    for block in blocks:
        found = {end for state in found for end in _reached(diagrams, state, block.stop)}
        if all(state < 0 for state in found):
            break
        most = max(most, len(found))
    return most


def _ends(diagrams: Diagrams, state: int, block: Block) -> Iterator[int]:
    """What is left of a diagram after a block, letter by letter."""
    found = [state]
    for test in range(block.start, block.stop):
        # The first test is the lowest digit: each answer gives a copy of all found so far ...
        found = [
            _given(diagrams, each, test, answer) for answer in range(ANSWERS) for each in found
        ]
    return iter(found)


def _given(diagrams: Diagrams, diagram: int, test: int, answer: int) -> int:
    if diagram >= 0 and diagrams.test[diagram] == test:
        return diagrams.below[diagram][answer]
    return diagram


def _reached(diagrams: Diagrams, diagram: int, stop: int) -> set[int]:
    """What can be left of a diagram once the tests before `stop` are answered."""
    found: set[int] = set()
    seen = {diagram}
    stack = [diagram]
    while stack:
        each = stack.pop()
        if each < 0 or diagrams.test[each] >= stop:
            found.add(each)
        else:
            new = set(diagrams.below[each]) - seen
            seen |= new
            stack += new
    return found
