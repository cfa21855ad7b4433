"""A verdict on a kept record in one sentence."""

from casewise.model.recorded import Recorded
from casewise.recording.verifying import (
    ALTERED,
    FORM,
    HOLDS,
    NO_FACTS,
    OTHER_ANSWER,
    OTHER_FACTS,
    OTHER_RULES,
    Verdict,
)
from casewise.result import Result

MOST = 3
"""How many changes are named; more are counted."""


def says(verdict: Verdict, recorded: Recorded) -> str:
    """Whether the record holds, and if not, why."""
    return _SENTENCES[verdict.finding](verdict, recorded)


def _holds(_verdict: Verdict, recorded: Recorded) -> str:
    seal, answered = recorded.seal, recorded.answered
    return (
        f"holds: under {seal.id} {seal.release} its facts still give "
        f"{answered.label or answered.placement}"
    )


def _altered(verdict: Verdict, _: Recorded) -> str:
    parts = _joined(tuple(f"its {part}" for part in verdict.parts))
    fit = "does not fit its hash" if len(verdict.parts) == 1 else "do not fit their hashes"
    return f"does not hold: it was altered after it was made ({parts} {fit})"


def _form(_verdict: Verdict, _: Recorded) -> str:
    return (
        "does not hold: it was written anew after it was made "
        "(its values fit their hashes, but the text is not the one that casewise writes)"
    )


def _other_rules(verdict: Verdict, recorded: Recorded) -> str:
    return (
        f"does not hold: since it was made, {_joined(verdict.parts)}{_now(verdict.now, recorded)}"
    )


def _now(now: Result | None, recorded: Recorded) -> str:
    if now is None:
        return ""
    then = recorded.answered
    if (now.placement, tuple(sorted(now.possible))) == (then.placement, then.possible):
        return "; this case is still answered alike"
    if now.placement == then.placement:
        return f"; this case is still in {now.label or now.placement}, but what is possible is not"
    before, after = then.label or then.placement, now.label or now.placement
    return f"; this case was {before} and is now {after}"


def _no_facts(_verdict: Verdict, _: Recorded) -> str:
    return (
        "cannot be replayed: it is whole and its rules are those at hand, but it holds only a hash "
        "of the facts (give them with `--facts`)"
    )


def _other_facts(_verdict: Verdict, _: Recorded) -> str:
    return "does not hold for these facts: they are not those that it was made of"


def _other_answer(verdict: Verdict, _: Recorded) -> str:
    parts = _joined(tuple(f"`{part}`" for part in verdict.parts))
    return f"does not hold: its rules and facts do not give what it says ({parts})"


def _joined(words: tuple[str, ...]) -> str:
    """A list in words, cut if it is long."""
    if len(words) > MOST + 1:
        words = (*words[:MOST], f"{len(words) - MOST} more")
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


_SENTENCES = {
    HOLDS: _holds,
    ALTERED: _altered,
    FORM: _form,
    OTHER_RULES: _other_rules,
    NO_FACTS: _no_facts,
    OTHER_FACTS: _other_facts,
    OTHER_ANSWER: _other_answer,
}
