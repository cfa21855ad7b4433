"""Columns give a row what the reference evaluator gives its record, and a reason that is true."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
import pytest

import casewise
from casewise.corpus import shipped
from casewise.evaluation.engines import exact_engine
from casewise.evaluation.placement import place
from casewise.facts import Choice, Entities, Known, Members, Span, Values
from casewise.frames.classifier import Classifier
from casewise.frames.results import PLAIN
from casewise.library import load_worked_cases
from casewise.model.ruleset import Ruleset
from framing import expected, framed, mixed, textual
from laws.records import FEW_READINGS, values_of
from oracle.strategies import random_facts
from rulesets.generator import random_choice, random_record, random_ruleset

PARCELS = Path(__file__).parent.parent / "rulesets" / "parcels" / "rules" / "parcels"
FLAT = Path(__file__).parent.parent.parent / "benchmarks" / "rulesets" / "flat"
ANSWERS = [*PLAIN, "conflicts"]


def differences(rules: Ruleset, records: Sequence[Values], names: Sequence[str]) -> list[str]:
    """The rows of which a column of results is not what the reference says, in words."""
    classifier = Classifier(rules, results=names)
    found = textual(classifier.classify(framed(rules.vocabulary, records)))
    wanted = expected(rules, records, deciding_too="rule" in names)
    return [
        f"{name} of {records[row]!r}: {found[name][row]}, expected {wanted[name][row]}"
        for name in names
        for row in (~wanted[name].eq_missing(found[name])).arg_true()
    ]


def readings_of(rules: Ruleset) -> Iterator[Ruleset]:
    """The rules under each other value of each reading, one at a time."""
    yield rules
    for reading in rules.readings:
        for code in reading.codes:
            if code != reading.default:
                yield rules.under({reading.name: code})


def bases(rules: Ruleset, rng: random.Random, count: int) -> list[Values]:
    return [values_of(rules, random_facts(rng)) for _ in range(count)]


# -- whole results --------------------------------------------------------------------------------


@pytest.mark.parametrize("at", range(len(FEW_READINGS)))
def test_a_row_gets_what_the_reference_gives_its_record(rules: Ruleset, at: int) -> None:
    rng = random.Random(f"rows {at}")
    records = mixed(rng, bases(rules, rng, 600), 11_200)  # 100,800 rows under all of them
    assert differences(rules.under(FEW_READINGS[at]), records, ANSWERS) == []


def test_the_rule_that_decides_is_the_last_that_the_placement_rests_on(rules: Ruleset) -> None:
    rng = random.Random("rule")
    records = mixed(rng, bases(rules, rng, 300), 2_000)
    assert differences(rules, records, [*ANSWERS, "rule"]) == []


def test_every_reading_is_swept_exactly(rules: Ruleset) -> None:
    rng = random.Random("readings")
    records = mixed(rng, bases(rules, rng, 100), 150)
    for chosen in readings_of(rules):
        assert differences(chosen, records, PLAIN) == []


def test_other_rulesets_are_swept_without_any_change() -> None:
    rng = random.Random("others")
    for folder in (PARCELS, FLAT):
        others = casewise.load(folder)
        records = [random_record(rng, others.vocabulary) for _ in range(400)]
        for chosen in readings_of(others):
            assert differences(chosen, records, [*ANSWERS, "rule"]) == []


def random_rulesets_agree(rng: random.Random) -> None:
    rules = random_choice(rng, random_ruleset(rng))
    records = [random_record(rng, rules.vocabulary) for _ in range(30)]
    assert differences(rules, records, PLAIN) == []


def test_rulesets_that_nobody_wrote_are_swept_exactly() -> None:
    for seed in range(60):
        random_rulesets_agree(random.Random(f"columns {seed}"))


def test_every_worked_case_is_a_row_that_gets_its_answer(rules: Ruleset) -> None:
    under: dict[tuple[tuple[str, str], ...], list[Values]] = {}
    files = sorted((shipped("cases") / "njov-1").rglob("*.cases.yaml"))
    for worked in (each for file in files for each in load_worked_cases(file, rules)):
        under.setdefault(worked.under, []).append(worked.case.values)
    assert sum(map(len, under.values())) > 100
    for chosen, records in under.items():
        assert differences(rules.under(dict(chosen)), records, [*ANSWERS, "rule"]) == []


# -- reasons --------------------------------------------------------------------------------------


def says_no_more(small: Values, whole: Values) -> bool:
    """Whether one record says nothing that another does not say."""
    return all(known is None or _no_more(known, whole.get(name)) for name, known in small.items())


def _no_more(known: Known, whole: Known | None) -> bool:
    match known, whole:
        case Choice(values), Choice(of_whole):
            return of_whole <= values
        case Span(low, high), Span(least, most):
            return low <= least and most <= high
        case Members(included, excluded), Members(inside, outside):
            return included <= inside and excluded <= outside
        case Entities(listed, others), Entities(every, any_others):
            if len(listed) > len(every) or (
                not others and (any_others or len(listed) < len(every))
            ):
                return False
            return all(map(says_no_more, listed, every))
    return False


def reasons_are_true(rules: Ruleset, records: Sequence[Values]) -> None:
    classifier = Classifier(rules)
    results = textual(classifier.classify(framed(rules.vocabulary, records)))
    reasons = {reason.id: reason.result for reason in classifier.reasons}
    for record, row in zip(records, results.iter_rows(named=True), strict=True):
        result = reasons[row["explanation"]]
        assert says_no_more(result.case.values, record)
        assert (result.placement, "|".join(sorted(result.possible))) == (
            row["placement"],
            row["possible"],
        )
        assert (result.eligible_word, result.settled) == (row["eligible"], row["settled"])
    for result in reasons.values():
        completions = exact_engine(rules).completions(result.case.values)
        assert place(rules, completions) == result.placement


def test_a_reason_says_only_what_its_rows_say_and_alone_gives_their_placement(
    rules: Ruleset,
) -> None:
    rng = random.Random("reasons")
    reasons_are_true(rules, mixed(rng, bases(rules, rng, 300), 2_000))
    for seed in range(30):
        made = random.Random(f"reasons {seed}")
        others = random_choice(made, random_ruleset(made))
        reasons_are_true(others, [random_record(made, others.vocabulary) for _ in range(30)])


def test_an_id_does_not_depend_on_the_order_of_rows_or_on_batches(rules: Ruleset) -> None:
    rng = random.Random("ids")
    frame = framed(rules.vocabulary, mixed(rng, bases(rules, rng, 300), 3_000))
    whole = textual(Classifier(rules).classify(frame))
    other = Classifier(rules)
    batches = [textual(other.classify(part)) for part in reversed([*frame.iter_slices(700)])]
    assert pl.concat(reversed(batches)).equals(whole)


def test_rows_alike_but_for_what_does_not_matter_have_one_reason(rules: Ruleset) -> None:
    facts = {"arrest_made": "no", "material_possessed": "yes"}
    records = [values_of(rules, {**facts, "material_produced": each}) for each in ("yes", "no")]
    results = Classifier(rules).classify(framed(rules.vocabulary, records))
    assert results["explanation"].n_unique() == 1
    assert results["rule"].to_list() == ["arrest-was-made"] * 2


def test_every_explanation_is_told_once(rules: Ruleset) -> None:
    rng = random.Random("texts")
    frame = framed(rules.vocabulary, mixed(rng, bases(rules, rng, 100), 300))
    classifier = Classifier(rules)
    results = classifier.classify(frame)
    table = classifier.explanations()
    assert set(table["explanation"]) == set(results["explanation"])
    assert table["explanation"].is_unique().all()
    texts = dict(table.select("explanation", "text").iter_rows())
    told = Classifier(rules, explain="text").classify(frame)
    assert told["explanation_text"].to_list() == [texts[each] for each in results["explanation"]]
    for text, possible in table.select("text", "possible").iter_rows():
        assert ("This is settled" in text) == ("|" not in possible and "conflict" not in possible)


# -- deep -----------------------------------------------------------------------------------------


@pytest.mark.deep
def test_a_million_rows_deeply(rules: Ruleset) -> None:
    rows = 0
    for seed in range(100):
        rng = random.Random(f"deep rows {seed}")
        chosen = rules.under(FEW_READINGS[seed % len(FEW_READINGS)])
        records = mixed(rng, bases(rules, rng, 1_000), 10_000)
        assert differences(chosen, records, [*ANSWERS, "rule"]) == []
        rows += len(records)
    print(f"{rows:,} random rows with nested lists: 0 differences")


@pytest.mark.deep
def test_many_rulesets_deeply() -> None:
    for seed in range(3_000):
        random_rulesets_agree(random.Random(f"deep columns {seed}"))
