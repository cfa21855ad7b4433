"""What is not so, in plain words: the text of `casewise change` and `casewise why-not`."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from textwrap import fill

from casewise.counterfactual.edits import Change, Changes
from casewise.counterfactual.obstacles import Obstacle
from casewise.counterfactual.why_not import Hindrance, Standing, WhyNot
from casewise.counterfactual.words import change_words
from casewise.explanation.plain import WIDTH
from casewise.explanation.sections import cite_words, outcome_words, placement_words
from casewise.explanation.words import fact_words, stated
from casewise.model.ruleset import Ruleset
from casewise.result import CONFLICT, NOT_ELIGIBLE, UNDECIDED, Result


def plain_changes(found: Changes, limit: int | None = None) -> str:
    """The smallest changes, grouped by where the case would be; at most `limit` of them."""
    result = found.result
    lines = [_title(result), _line(f"{_placed(result)} {_sizes(found)}")]
    lines += _alternatives(result, found.found[:limit])
    lines += _more(found, limit)
    lines += _kept(found)
    return _text(lines)


def plain_why_not(found: WhyNot, limit: int | None = None) -> str:
    """What stops an outcome; of the sets of facts or of answers at most `limit`."""
    result = found.result
    named = _outcome(result.ruleset, found.outcome)
    lines = [_title(result)]
    match found.standing:
        case Standing.CONFLICT:
            lines += [
                _line(f"It cannot be {named}, nor anything else: {_CLASH}."),
                *_clashes(found),
            ]
        case Standing.PLACED:
            lines.append(_line(f"It is {named}: nothing stops that. {_settled(result)}"))
        case Standing.POSSIBLE:
            lines += _possible(found, named, limit)
        case Standing.IMPOSSIBLE:
            lines += _impossible(found, named, limit)
    return _text(lines)


# -- the case as it is -----------------------------------------------------------------------------

_CLASH = "these facts cannot all be true"


def _title(result: Result) -> str:
    return f"Case {result.case.id}" if result.case.id else "Case"


def _placed(result: Result) -> str:
    if result.placement == CONFLICT:
        return "Its facts cannot all be true, so that it is placed nowhere."
    if result.placement == UNDECIDED:
        return "It is not decided yet."
    where = _outcome(result.ruleset, result.placement)
    return f"It is {where}{'' if result.settled else ', which is not settled'}."


def _settled(result: Result) -> str:
    if result.settled:
        return "That is settled."
    names = sorted(result.possible - {result.placement})
    others = "; ".join(placement_words(result.ruleset, name) for name in names)
    return f"That is not settled; it could become: {others}."


def _outcome(ruleset: Ruleset, outcome: str) -> str:
    """`I-CHP (possession-or-distribution)`, `not eligible`, or a gap by its title and id."""
    if outcome in (NOT_ELIGIBLE, UNDECIDED):
        return outcome_words(ruleset, outcome)
    return f"{outcome_words(ruleset, outcome)} ({outcome})"


# -- changes ---------------------------------------------------------------------------------------


def _sizes(found: Changes) -> str:
    one = len(found.wanted) == 1
    if one:
        where = _outcome(found.result.ruleset, found.wanted[0])
        aim = f"{'settle it as' if found.settled else 'make it'} {where}"
    else:
        aim = f"{'settle it with' if found.settled else 'give'} another outcome"
    if found.size is None:
        return f"No change of what may be changed would {aim}."
    if not found.size:
        return "Nothing needs to change for that."
    count = "One change is" if found.size == 1 else f"{found.size} changes together are"
    return f"{count} the least that would {aim}."


def _alternatives(result: Result, found: Iterable[Change]) -> Iterator[str]:
    for (placement, settled), group in groupby(found, lambda each: (each.placement, each.settled)):
        several = list(group)
        which = "this were so" if len(several) == 1 else "one of these were so"
        still = "" if settled else ", though not settled,"
        yield ""
        yield _line(f"It would be {_outcome(result.ruleset, placement)}{still} if {which}:")
        for change in several:
            yield _item(change_words(result.ruleset.vocabulary, result.case.values, change))


def _more(found: Changes, limit: int | None) -> Iterator[str]:
    left_out = len(found.found) - len(found.found[:limit])
    if left_out:
        yield f"\n{left_out} more of the same size are not shown."


def _kept(found: Changes) -> Iterator[str]:
    if found.kept and found.size != 0:
        vocabulary = found.result.ruleset.vocabulary
        words = "; ".join(fact_words(vocabulary, path) for path in found.kept)
        yield ""
        yield _line(f"Kept as far as recorded: {words}.")


# -- why not ---------------------------------------------------------------------------------------


def _possible(found: WhyNot, named: str, limit: int | None) -> Iterator[str]:
    result, tellings = found.result, found.tellings
    assert tellings is not None
    yield _line(f"It could still be {named}. {_placed(result)}")
    if tellings.size is None:
        yield _line("No answers to what is open decide that: a record cannot say what it rests on.")
    yield from _alternatives(result, tellings.found[:limit])
    yield from _more(tellings, limit)


def _impossible(found: WhyNot, named: str, limit: int | None) -> Iterator[str]:
    result = found.result
    yield _line(f"It cannot be {named}. {_placed(result)}")
    shown = found.hindrances[:limit]
    several = len(found.hindrances) > 1
    yield ""
    yield "Each of these alone rules it out:" if several else "This rules it out:"
    for number, hindrance in enumerate(shown, start=1):
        yield from _hindrance(result, hindrance, f"  {number}. " if several else "  - ")
    left_out = len(found.hindrances) - len(shown)
    if left_out:
        yield f"\n{left_out} more sets of as many facts are not shown."


def _hindrance(result: Result, hindrance: Hindrance, bullet: str) -> Iterator[str]:
    joint = len(hindrance.obstacles) > 1 and not all(
        each.stands == "requirement" and each.holds for each in hindrance.obstacles
    )
    indent = " " * len(bullet)
    first, *others = _obstacles(result.ruleset, hindrance.obstacles)
    if joint:
        first, others = "whatever else is true, one of these is so:", [first, *others]
    yield _fill(first, initial_indent=bullet, subsequent_indent=indent)
    for words in others:
        yield _item(words, f"{indent}- " if joint else indent)
    facts = [stated(result, path) for path in hindrance.facts]
    for words in facts or ["whatever the facts are"]:
        yield _item(words, f"{indent}. ")


def _obstacles(ruleset: Ruleset, obstacles: Iterable[Obstacle]) -> Iterator[str]:
    for each in obstacles:
        cites = f" [{cite_words(each.cites)}]" if each.cites else ""
        yield f"{_stands(ruleset, each)}{each.means}{cites}"


def _stands(ruleset: Ruleset, obstacle: Obstacle) -> str:
    """What the rule is to the outcome, before its words."""
    words = {
        "exclusion": "an exclusion applies: ",
        "precedence": f"{outcome_words(ruleset, obstacle.rule)} comes first: ",
        "gap": "an earlier gap takes it: ",
    }
    return words.get(obstacle.stands, "")


def _clashes(found: WhyNot) -> Iterator[str]:
    for clash in found.clashes:
        cites = f" [{cite_words(clash.cites)}]" if clash.cites else ""
        yield _item(clash.means + cites)
        yield from (_item(stated(found.result, path), "    . ") for path in clash.facts)


# -- lines -----------------------------------------------------------------------------------------

# Labels and ids have hyphens, and are found again only in one piece.
_fill = partial(fill, width=WIDTH, break_long_words=False, break_on_hyphens=False)


def _line(words: str) -> str:
    return _fill(words)


def _item(words: str, bullet: str = "  - ") -> str:
    return _fill(words, initial_indent=bullet, subsequent_indent=" " * len(bullet))


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
