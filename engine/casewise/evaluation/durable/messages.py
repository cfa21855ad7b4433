"""Messages to durable-rules: what is known of a record, and what was concluded from it.

A message is the text of a JSON object that is left open at its end, where the session puts its id.
"""

from collections.abc import Callable, Iterator

from casewise.evaluation.durable.compilation import MAX_TESTS, NO, YES, Compilation, fact_key
from casewise.facts import Entities, Test, Values


class Messages:
    """All that can be said about records to the rules of one compilation."""

    def __init__(self, compilation: Compilation) -> None:
        self._compilation = compilation
        closable = [key.removeprefix("list:") for key, answer in compilation.read if not answer]
        self._facts: dict[str, list[_FactMessage]] = {scope: [] for scope in ("", *closable)}
        for (scope, fact), tests in compilation.tests.items():
            made = _FactMessage(self._head, scope, fact, tests)
            self._facts.setdefault(scope, []).append(made)
        self._conclusions = {
            (question, answer): self._conclusion(question, answer)
            for question, answer in compilation.read
        }

    def of(self, values: Values) -> Iterator[str]:
        """What is known of a record as messages, one for each fact, open at the end."""
        for fact in self._facts[""]:
            yield from fact.of(values, 0)
        for scope, facts in self._facts.items():
            entities = values.get(scope) if scope else None
            if not isinstance(entities, Entities):
                continue
            for number, entity in enumerate(entities.listed, start=1):
                for fact in facts:
                    yield from fact.of(entity, number)
            if not entities.others:
                yield from self._closed(f"list:{scope}", len(entities.listed))

    def _closed(self, name: str, count: int) -> Iterator[str]:
        """The message that a list has so many entities and no others."""
        if (name, "") in self._compilation.read:
            yield f'{self._head(name)},"n":{count}'

    def about(self, question: str, answer: bool) -> str:
        """The message of a conclusion, open at the end; empty if no rule reads it."""
        return self._conclusions.get((question, YES if answer else NO), "")

    def _conclusion(self, question: str, answer: str) -> str:
        """The message that says what a question's answer is, open at the end."""
        message = self._head(question, answer)
        if question in self._compilation.members and answer == NO:
            some, scope = self._compilation.members[question]
            closed, test = (self._compilation.key(name)[1] for name in (f"list:{scope}", some))
            message += f',"in":"{closed}","some":"{test}"'
        return message

    def _head(self, name: str, answer: str = YES) -> str:
        group, key = self._compilation.key(name)
        return f'{{"k":"{key}","{group}":"{YES}","{key}":"{answer}"'


class _FactMessage:
    """Makes the messages of one fact: the truth of each test, where it is known."""

    def __init__(
        self, head: Callable[[str], str], scope: str, fact: str, tests: dict[Test, str]
    ) -> None:
        self._fact = fact
        chunks: dict[str, list[tuple[Test, str]]] = {}
        for test, name in tests.items():
            key = fact_key(scope, fact, int(name[1:]) // MAX_TESTS)
            chunks.setdefault(key, []).append((test, name))
        self._chunks = [(head(key), parts) for key, parts in chunks.items()]

    def of(self, values: Values, entity: int) -> Iterator[str]:
        """The messages of the case (entity 0) or of the entity of that number."""
        known = values.get(self._fact)
        if known is None:
            return
        for head, tests in self._chunks:
            truths = "".join(
                f',"{name}":"{YES if truth else NO}"'
                for test, name in tests
                if (truth := test.judge(known)) is not None
            )
            if truths:
                yield f'{head}{truths},"e":{entity}' if entity else head + truths
