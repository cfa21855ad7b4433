"""Laws of kept records: a genuine one holds, a tampered one does not, wherever it is checked."""

import json
import random
from collections import Counter
from functools import cache, partial
from itertools import cycle, islice
from pathlib import Path

import pytest

import casewise
from casewise.errors import ProblemsFound
from casewise.evaluation.classification import ENGINES, classify
from casewise.facts import Values
from casewise.model.case import Case
from casewise.model.ruleset import Ruleset
from casewise.reading.recorded import read_recorded
from casewise.recording.making import record_text
from casewise.recording.stated import stated
from casewise.recording.verifying import Verdict, verify
from laws.records import few_readings, try_seeds
from rulesets.generator import random_choice, random_record, random_ruleset, shuffled_parts
from tampering import WAYS, grafted, is_whole, without_facts, written

PARCELS = Path(__file__).parent.parent / "rulesets" / "parcels" / "rules" / "parcels"
TAMPERED_EACH = 8


@cache
def parcels() -> Ruleset:
    return casewise.load(PARCELS)


def rules_for(rng: random.Random, rules: Ruleset) -> Ruleset:
    """The shipped rules or others, under some readings."""
    kind = rng.randrange(4)
    if kind < 2:
        return rules.under(few_readings(rng))
    return random_choice(rng, parcels() if kind == 2 else random_ruleset(rng))


class Genuine:
    """A record that casewise made, and what it was made of."""

    def __init__(self, rng: random.Random, rules: Ruleset) -> None:
        self.rules = rules_for(rng, rules)
        self.engine = rng.choice(ENGINES)
        self.values: Values = random_record(rng, self.rules.vocabulary)
        name = rng.choice((None, "a-case"))
        result = classify(self.rules, Case(name, self.values), self.engine)
        self.facts = rng.random() < 0.8
        time = rng.choice((None, "2026-01-31T12:00:00Z"))
        self.text = record_text(result, facts=self.facts, time=time)

    def forms(self) -> set[str]:
        """The record with its facts and without them, which are as genuine as each other."""
        bare = without_facts(self.text)
        facts = stated(self.rules, self.values)
        return {bare, written({**json.loads(bare), "facts": facts})}

    def verdict(self, text: str, rules: Ruleset | None = None, engine: str = "") -> Verdict:
        """What comes of checking a text as if it were this record."""
        found = read_recorded(text.encode("utf-8", "surrogatepass"), "record.json")
        given = None if self.facts else self.values
        return verify(found, rules or self.rules, given, engine or self.engine)

    def holds(self, text: str) -> bool:
        """Whether a text is accepted as this record."""
        try:
            return self.verdict(text).holds
        except ProblemsFound:
            return False


# -- the laws -------------------------------------------------------------------------------------


def holds_everywhere(rules: Ruleset, rng: random.Random) -> None:
    """For the checker of hashes, under the other engine, and with the rules in another order."""
    genuine = Genuine(rng, rules)
    assert is_whole(genuine.text)
    other = next(each for each in ENGINES if each != genuine.engine)
    assert genuine.verdict(genuine.text, engine=other).holds
    if rng.random() < 0.2:
        rewritten = shuffled_parts(rng, genuine.rules)
        assert genuine.verdict(genuine.text, rewritten, "reference").holds


refused: Counter[str] = Counter()


def is_refused_however_it_is_tampered_with(rules: Ruleset, rng: random.Random) -> None:
    genuine, other = Genuine(rng, rules), Genuine(rng, rules)
    ways = {way.__name__: partial(way, rng) for way in WAYS}
    ways["grafted"] = partial(grafted, rng, other.text)
    untouched = genuine.forms() | other.forms()
    for name in islice(cycle(ways), TAMPERED_EACH):
        tries = (ways[name](genuine.text) for _ in range(99))
        text = next((each for each in tries if each not in untouched), None)
        if text is not None:
            assert not genuine.holds(text), (name, text)
            assert is_whole(text) is (name == "forged"), (name, text)
            refused[name] += 1


def test_a_genuine_record_holds_everywhere(rules: Ruleset) -> None:
    try_seeds(holds_everywhere, rules, 60, "genuine records")


def test_a_tampered_record_is_refused(rules: Ruleset) -> None:
    try_seeds(is_refused_however_it_is_tampered_with, rules, 30, "records tampered with")
    assert refused.total() >= 200


@pytest.mark.deep
def test_ten_thousand_genuine_records_hold_everywhere(rules: Ruleset) -> None:
    try_seeds(holds_everywhere, rules, 10_000, "of ten thousand genuine records")


@pytest.mark.deep
def test_ten_thousand_tampered_records_are_refused(rules: Ruleset) -> None:
    refused.clear()
    count = 10_000 // TAMPERED_EACH + 30
    try_seeds(is_refused_however_it_is_tampered_with, rules, count, "records tampered with a lot")
    print(f"{refused.total():,} tampered records, all refused: {dict(refused)}")
    assert refused.total() >= 10_000
