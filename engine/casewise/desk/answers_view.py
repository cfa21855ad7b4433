"""What the page of answers shows, as values for its template."""

from collections.abc import Iterator

from attrs import frozen

from casewise.explanation.words import fact_words
from casewise.model.vocabulary import Fact
from casewise.sitting.answers import Listing
from casewise.sitting.sitting import MOST_ENTITIES, Sitting
from casewise.sitting.wording import answered


@frozen
class Said:
    """One answer: what it is about, and whether it still matters."""

    path: str
    label: str
    words: str
    idle: bool

    @property
    def short(self) -> str:
        """What it is about, where the entity is named above."""
        return self.label.partition(", ")[2] if "." in self.path else self.label


@frozen
class Block:
    """What was said of one entity; `name` is what it is called on the page."""

    path: str
    name: str
    answers: tuple[Said, ...]


@frozen
class ListBlocks:
    """A list: its entities, and whether one more can be added."""

    path: str
    fact: Fact
    blocks: tuple[Block, ...]
    full: bool


@frozen
class AnswersView:
    """All answers: those about the case, and those about the entities of its lists."""

    case: tuple[Said, ...]
    lists: tuple[ListBlocks, ...]

    @property
    def idle(self) -> tuple[Said, ...]:
        """The answers that no longer matter."""
        inner = (said for each in self.lists for block in each.blocks for said in block.answers)
        return tuple(said for said in (*self.case, *inner) if said.idle)


def answers_view(sitting: Sitting) -> AnswersView:
    """What there is to show of the answers."""
    idle = set(sitting.idle)
    said = [Said(path, label, words, path in idle) for path, label, words in answered(sitting)]
    return AnswersView(
        tuple(each for each in said if "." not in each.path),
        tuple(_lists(sitting, said)),
    )


def _lists(sitting: Sitting, said: list[Said]) -> Iterator[ListBlocks]:
    vocabulary = sitting.ruleset.vocabulary
    for fact in vocabulary.lists():
        count = sitting.answers.lists.get(fact.name, Listing()).count
        paths = [f"{fact.name}.{number}" for number in range(1, count + 1)]
        blocks = tuple(_block(path, fact_words(vocabulary, path), said) for path in paths)
        yield ListBlocks(fact.name, fact, blocks, full=count >= MOST_ENTITIES)


def _block(path: str, name: str, said: list[Said]) -> Block:
    return Block(path, name, tuple(each for each in said if each.path.startswith(f"{path}.")))
