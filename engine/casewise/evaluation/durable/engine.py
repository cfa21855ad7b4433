"""Sessions on the compiled rules: facts in, conclusions out, in the order they were drawn.

durable-rules' compiled part is driven directly. Its Python layer would start timer threads that
enter the engine on their own, keep rulesets in module globals and swallow what is raised in an
action. Here one thread at a time is let in, every answer is checked, and each session is deleted
when it is done with (docs/decisions/driving-durable-rules.md).
"""

import json
from collections import OrderedDict
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from weakref import finalize

from casewise.errors import EngineFailure, NotLoadable
from casewise.evaluation.durable.compilation import (
    MAX_RULES,
    START,
    UP_TO,
    YES,
    Compilation,
    Conclusion,
    source,
)
from casewise.evaluation.durable.messages import Messages
from casewise.evaluation.durable.native import entered, native
from casewise.evaluation.plan import unfold
from casewise.facts import Entities, Known, Values
from casewise.model.ruleset import Ruleset
from casewise.result import Firing, Verdicts
from casewise.truth import Truth

MAX_SESSIONS = 16
MAX_ASSERTED = 20_000
"""Past this many messages a session starts anew: the fact hash is too short for many more."""

_ACCEPTED, _READ_BY_NOBODY = (0, 3), 1
_SALTS = 8


def _delete(engine: ModuleType, handle: int) -> None:
    with entered:
        engine.delete_ruleset(handle)


class Durable:
    """The inference engine of one ruleset under its chosen readings; safe to share by threads.

    Raises:
        NotLoadable: durable-rules' compiled part cannot be imported here, or the ruleset is
            larger than it can hold.
    """

    def __init__(self, ruleset: Ruleset) -> None:
        self.compilation = Compilation(unfold(ruleset))
        if self.compilation.most_shared() > MAX_RULES:
            raise NotLoadable(f"durable-rules cannot hold more than {MAX_RULES} rules on one test")
        engine = native()
        try:
            with entered:
                self.handle = engine.create_ruleset("casewise", self.compilation.definition())
        except engine.error as error:
            raise NotLoadable(f"durable-rules cannot hold this ruleset ({error})") from None
        finalize(self, _delete, engine, self.handle)
        questions = self.compilation.plan.values()
        self.case_questions = [q.name for q in questions if not q.scope]
        self.case_constants: dict[str, Truth] = {
            name: answer
            for name, answer in self.compilation.constants.items()
            if name in self.case_questions
        }
        self.open: OrderedDict[str, Session] = OrderedDict()
        self.messages = Messages(self.compilation)
        self.steps = dict(self._steps())

    def verdicts(self, values: Values) -> Verdicts:
        """The answers that forward chaining gives for what is known of one record."""
        session = Session(self)
        try:
            session.add(values)
            return session.verdicts()
        finally:
            session.close()

    def session(self) -> "Session":
        """A session that is told facts as they become known; to be closed when done with."""
        return Session(self)

    def _steps(self) -> Iterator[tuple[str, tuple[Firing, str]]]:
        """What the firing of a rule says and sends, where it speaks of the case alone."""
        for rule, sources in self.compilation.sources.items():
            conclusion = self.compilation.conclusions[rule]
            firing = Firing(conclusion.question, conclusion.answer, sources)
            yield rule, (firing, self.messages.about(firing.question, firing.answer))

    def scope_of(self, name: str) -> str:
        """The list whose entities a question is put to."""
        return self.compilation.scopes[name]

    def start(self, session: "Session") -> str:
        """A free session id; the session longest unused is closed when there are very many.

        Ids are few and used again, because durable-rules tells sessions apart by a short hash.
        """
        while len(self.open) >= MAX_SESSIONS:
            self.open[next(iter(self.open))].close()
        name = next(str(n) for n in range(MAX_SESSIONS) if str(n) not in self.open)
        self.open[name] = session
        return name


class Session:
    """One record on the engine. Facts may only be added; a correction needs a new session."""

    def __init__(self, engine: Durable) -> None:
        self._engine = engine
        self._id = ""
        self._started = False
        self._told: set[str] = set()
        self._answers: dict[str, bool] = {}
        self._entity_answers: set[tuple[str, int, bool]] = set()
        self._drawn: list[Firing] = []

    def tell(self, values: Values) -> list[Firing]:
        """Assert what is now known, and give the steps that were drawn from it.

        Raises:
            EngineFailure: durable-rules refused a message.
        """
        before = len(self._drawn)
        begun = self.add(values)
        return self._drawn[0 if begun else before :]

    def add(self, values: Values) -> bool:
        """Assert what is now known; whether the session had to begin anew for it."""
        with entered:
            begin = not self._id or len(self._told) > MAX_ASSERTED
            try:
                if begin:
                    self._begin()
                self._engine.open.move_to_end(self._id)
                for message in self._engine.messages.of(values):
                    self._assert(message)
                self._count(values)
            except EngineFailure:
                self.close()  # what was not told must be told again
                raise
            except native().error as error:
                self.close()
                raise EngineFailure(f"durable-rules stopped ({error})") from None
            return begin

    def _count(self, values: Values) -> None:
        """Conclude the tests that only ask how many entities a list has."""
        compilation = self._engine.compilation
        for question, (scope, every) in compilation.counted.items():
            answer = _counted(values.get(scope), every=every)
            if answer is None or question in self._answers:
                continue
            self._answers[question] = answer
            self._drawn.append(Firing(question, answer, (scope,)))
            message = self._engine.messages.about(question, answer)
            if message:
                self._assert(message)

    def verdicts(self) -> Verdicts:
        """All answers so far, the steps behind them included."""
        return Verdicts(
            {name: self._answers.get(name) for name in self._engine.case_questions}
            | self._engine.case_constants,
            tuple(self._drawn),
        )

    def close(self) -> None:
        """Forget the session on the engine's side; telling it more starts it anew."""
        with entered:
            if self._id:
                self._engine.open.pop(self._id, None)
                if self._started:
                    native().delete_state(self._engine.handle, self._id)
                self._id, self._started = "", False

    def _begin(self) -> None:
        self.close()
        self._id = self._engine.start(self)
        self._told = set()
        self._answers = {START: True}  # that it has begun is no news to anyone
        self._entity_answers = set()
        self._drawn = []
        # Deleting a session in which no action was ever started frees pointers that were never
        # set; so each session begins with a message that starts one.
        self._assert(f'{{"{START}":"{YES}"')
        self._started = True

    def _assert(self, message: str) -> None:
        """One message and everything that follows from it."""
        if message in self._told:
            return
        self._told.add(message)
        engine, handle = native(), self._engine.handle
        state = self._send(message)
        started = state and engine.start_action_for_state(handle, state)
        action = started and started[1]
        while action:
            self._fire(action)
            action = engine.complete_and_start_action(handle, state)

    def _send(self, message: str) -> int:
        """Hand a message over; zero if no rule reads it.

        durable-rules tells messages apart by a short hash. One that it takes for an earlier
        message is sent again with a salt, which no rule looks at.
        """
        assert_fact, handle = native().assert_fact, self._engine.handle
        text = f'{message},"sid":"{self._id}"'
        for salt in range(_SALTS):
            status, state = assert_fact(handle, f'{text},"salt":{salt}}}' if salt else text + "}")
            if status in _ACCEPTED:
                return int(state)
            if status == _READ_BY_NOBODY:
                return 0
        raise EngineFailure(f"durable-rules refused a message (status {status})")

    def _fire(self, action: str) -> None:
        """Draw the conclusion of an action: `{"rule":{"m0":message,…}}`."""
        step = self._engine.steps.get(action[2 : action.index('"', 2)])
        if step is None:
            self._fire_on_entity(json.loads(action))
            return
        firing, message = step
        if firing.question not in self._answers:
            self._answers[firing.question] = firing.answer
            self._drawn.append(firing)
            if message:
                self._send(message)

    def _fire_on_entity(self, action: dict[str, Any]) -> None:
        """A conclusion about the entity that the first message is about, or drawn from one."""
        ((name, matched),) = action.items()
        conclusion = self._engine.compilation.conclusions[name]
        entity = matched["m0"]["e"] if conclusion.scope else 0
        question = conclusion.question or self._chained(conclusion, matched)
        if self._is_new(question, conclusion, entity):
            self._drawn.append(self._firing(question, conclusion, entity, matched))
            self._conclude(question, conclusion, entity)

    def _chained(self, conclusion: Conclusion, matched: dict[str, Any]) -> str:
        """The *some* test that a step of the chain over a list is about."""
        test = self._engine.compilation.names[matched[conclusion.of]["some"]]
        return f"{test}{UP_TO}" if conclusion.scope else test

    def _is_new(self, question: str, conclusion: Conclusion, entity: int) -> bool:
        if not conclusion.scope:
            new = question not in self._answers
            self._answers.setdefault(question, conclusion.answer)
            return new
        key = (question, entity, conclusion.answer)
        new = key not in self._entity_answers
        self._entity_answers.add(key)
        return new

    def _conclude(self, question: str, conclusion: Conclusion, entity: int) -> None:
        if question.endswith(UP_TO):
            names = (f"list:{conclusion.scope}", question.removesuffix(UP_TO))
            closed, test = (self._engine.compilation.key(name)[1] for name in names)
            message = f'{{"upto":"{closed}","some":"{test}"'
        else:
            message = self._engine.messages.about(question, conclusion.answer)
        if message:
            self._send(f'{message},"e":{entity},"next":{entity + 1}' if entity else message)

    def _firing(
        self, question: str, conclusion: Conclusion, entity: int, matched: dict[str, Any]
    ) -> Firing:
        where = f"@{conclusion.scope}.{entity}" if entity else ""
        by = tuple(self._source(matched[name]) for name in sorted(matched))
        return Firing(question + where, conclusion.answer, by)

    def _source(self, message: dict[str, Any]) -> str:
        """The fact or question that a matched message speaks of."""
        names = self._engine.compilation.names
        entity = message.get("e")
        if "upto" in message:
            group = names[message["upto"]].removeprefix("list:")
            return f"{names[message['some']]}{UP_TO}@{group}.{entity}"
        key = names[message["k"]]
        name = source(key)
        if key != name:
            group, _, fact = name.rpartition(".")
            return f"{group}.{entity}.{fact}" if group and entity else name
        if not entity:
            return name
        return f"{name}@{self._engine.scope_of(name)}.{entity}"


def _counted(known: Known | None, *, every: bool) -> Truth:
    """Whether some entity passes a test that every one passes, or that none does."""
    if not isinstance(known, Entities):
        return None
    if every and known.listed:
        return True
    return None if known.others else False
