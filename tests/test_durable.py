"""The traps of durable-rules: what it does wrongly or never stops doing must not be noticed."""

import gc
import json
import os
import random
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from attrs import evolve

import casewise
from casewise.errors import CasewiseError, EngineFailure, NotLoadable
from casewise.evaluation.classification import classify
from casewise.evaluation.durable import engine as driver
from casewise.evaluation.durable import native as loading
from casewise.evaluation.durable.engine import MAX_SESSIONS, Durable
from casewise.evaluation.engines import durable_engine, reference_engine
from casewise.facts import Choice, Entities, IsWithin, Span, Values
from casewise.model.case import Case
from casewise.model.conditions import AllOf, AnyOf, FactTest, Some, Under
from casewise.model.rules import Kind
from casewise.model.ruleset import Reading, ReadingValue, Ruleset
from casewise.model.vocabulary import Vocabulary
from laws.records import case_of, result_of, values_of
from oracle.strategies import random_facts
from rulesets.generator import (
    day,
    entities,
    random_choice,
    random_record,
    random_ruleset,
    rule,
    ruleset,
    yes_no,
)
from rulesets.wide import NO, YES, is_yes

PAGE = os.sysconf("SC_PAGE_SIZE")


def small_ruleset() -> Ruleset:
    """A category for each of a case's fact and a list's; a fact no rule looks at by itself."""
    facts = (
        yes_no("seen"),
        yes_no("marked"),
        day("sent"),
        entities("boxes", yes_no("open"), yes_no("full")),
    )
    rules = [
        rule("open-box", Kind.CATEGORY, Some("boxes", AllOf((is_yes("open"), is_yes("full"))))),
        rule("seen-box", Kind.CATEGORY, AllOf((is_yes("seen"), is_yes("marked")))),
        rule("gap.else", Kind.GAP, None),
    ]
    return ruleset(Vocabulary(facts), rules, gap_order=("gap.else",))


@pytest.fixture
def small() -> Ruleset:
    return small_ruleset()


RECORDS: tuple[dict[str, Any], ...] = (
    {},
    {"seen": YES},
    {"seen": YES, "marked": YES},
    {"seen": NO},
    {"boxes": Entities((), others=False)},
    {"boxes": Entities(({"open": YES},), others=True), "seen": NO},
    {"boxes": Entities(({"open": YES, "full": NO}, {"full": NO}), others=False), "marked": NO},
    {"boxes": Entities(({"open": NO}, {"open": YES, "full": YES}), others=False)},
)


def is_right(made: Ruleset, values: Values) -> bool:
    """Whether durable-rules answers as the reference does."""
    answers = reference_engine(made).verdicts(values).answers
    return durable_engine(made).verdicts(values).answers == answers


# -- in a process of its own ----------------------------------------------------------------------


def run_alone(code: str, seconds: int = 60) -> str:
    """What a program prints; it must not crash, hang or fail."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    found = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", code],
        env=environment, timeout=seconds, capture_output=True, text=True,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr[-2_000:]
    return found.stdout


FIRST_SESSIONS = """
import casewise
rules = casewise.load()
case, = casewise.read_cases({text!r}, rules)
casewise.classify(rules, case, "durable-rules")
for reading in rules.readings[:3]:
    for code in reading.codes:
        casewise.classify(rules.under({{reading.name: code}}), case, "durable-rules")
"""


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{material_possessed: no}",
        "{material_depicts_minor: yes, online_attempt_on_individual_child: no}",
        "{victims: {listed: [{contacted: yes}], others: possible}}",
        "{undercover_roles: {listed: [{solicited: yes}], others: possible}}",
    ],
)
def test_a_process_survives_records_from_which_nothing_follows(text: str) -> None:
    """A session in which nothing was ever fired is deleted without reading what was never set."""
    run_alone(FIRST_SESSIONS.format(text=text))


def test_a_process_survives_live_cases_from_which_nothing_follows() -> None:
    run_alone(
        "import casewise\n"
        "rules = casewise.load()\n"
        "cases = [casewise.follow(rules, engine='durable-rules') for _ in range(20)]\n"
        "for live in cases: live.tell('material_possessed', 'no')\n"
        "for live in cases[:10]: live.close()\n"
    )


def test_a_process_ends_with_cases_still_followed() -> None:
    run_alone(
        "import casewise\n"
        "rules = casewise.load()\n"
        "cases = [casewise.follow(rules) for _ in range(5)]\n"
        "for live in cases: live.tell('arrest_made', 'yes')\n"
        "print('told')\n"
    )


def test_nothing_hangs() -> None:
    """Whatever is known or not known of facts, every call returns."""
    run_alone(
        "from test_durable import every_shape_of_knowledge\nevery_shape_of_knowledge()", seconds=60
    )


def every_shape_of_knowledge() -> None:
    made = small_ruleset()
    dates = (None, Span(730_000, 730_000), Span(730_000, 730_003))
    truths = (None, YES, NO, Choice(frozenset({"yes", "no"})))
    for seen in truths:
        for sent in dates:
            for opened in truths:
                for others in (True, False):
                    boxes = Entities(({"open": opened}, {}), others)
                    assert is_right(made, {"seen": seen, "sent": sent, "boxes": boxes})


# -- a test that no entity, or every entity, passes -----------------------------------------------


def some_at_all(first: str) -> Ruleset:
    """Under one value of a reading a box need only be there, under another it can never do."""
    values = tuple(ReadingValue(code, "", ()) for code in ("any", "none", "open"))
    when = AnyOf(
        (
            Under("which", "any"),
            AllOf((Under("which", "open"), is_yes("open"))),
        )
    )
    rules = [
        rule("some-box", Kind.CATEGORY, Some("boxes", when)),
        rule("gap.else", Kind.GAP, None),
    ]
    return ruleset(
        Vocabulary((entities("boxes", yes_no("open")),)),
        rules,
        readings=(Reading("which", "", first, values, ""),),
        gap_order=("gap.else",),
    )


@pytest.mark.parametrize("which", ["any", "none", "open"])
@pytest.mark.parametrize("others", [True, False])
@pytest.mark.parametrize("listed", [(), ({},), ({"open": YES},), ({"open": NO}, {})])
def test_a_test_that_every_entity_or_none_passes_is_answered(
    which: str, others: bool, listed: tuple[Any, ...]
) -> None:
    assert is_right(some_at_all(which), {"boxes": Entities(listed, others)})


# -- sessions, memory -----------------------------------------------------------------------------


def test_more_records_than_sessions_can_be_judged(small: Ruleset) -> None:
    for at in range(1_200):
        assert is_right(small, RECORDS[at % len(RECORDS)])


def short_hash(text: str) -> int:
    """The hash by which durable-rules tells the names of sessions apart (FNV-1a)."""
    found = 0x811C9DC5
    for byte in text.encode():
        found = (found ^ byte) * 0x01000193 & 0xFFFFFFFF
    return found


def test_sessions_are_not_taken_for_each_other(small: Ruleset, doubled: Callable[..., Any]) -> None:
    """40189 and 797186 have one hash: names that are counted up meet in the end."""
    assert short_hash("40189") == short_hash("797186")
    names: set[str] = set()

    def assert_fact(handle: int, message: str) -> Any:
        names.add(json.loads(message)["sid"])
        return real.assert_fact(handle, message)

    real = doubled(assert_fact=assert_fact)
    followed = [casewise.follow(small, engine="durable-rules") for _ in range(3 * MAX_SESSIONS)]
    for live in followed:
        live.tell("seen", "yes")
        assert is_right(small, {"marked": YES})
    for live in followed:
        live.close()
    assert len(names) <= MAX_SESSIONS
    assert len(set(map(short_hash, names))) == len(names)


def test_records_that_no_rule_reads_leave_no_session_behind(small: Ruleset) -> None:
    """Of 1,025 sessions that were never deleted the last is out of memory."""
    alone = {"sent": Span(730_001, 730_001)}
    tested = rule(
        "late", Kind.CRITERION, AllOf((FactTest("sent", _within(2)), FactTest("sent", _within(3))))
    )
    made = evolve(small, rules=(*small.rules, tested), variants={})
    for _ in range(1_200):
        assert durable_engine(made).verdicts(alone).answers["late"] is False
    both = AnyOf((AllOf((is_yes("seen"), is_yes("marked"))), is_yes("never")))
    vocabulary = Vocabulary((*small.vocabulary.facts, yes_no("never")))
    rules = (*small.rules, rule("both", Kind.CRITERION, both))
    made = evolve(small, vocabulary=vocabulary, rules=rules, variants={})
    for _ in range(1_200):
        assert durable_engine(made).verdicts({"seen": YES}).answers["both"] is None


def _within(first: int) -> Any:
    return IsWithin(730_000 + first, 730_003)


def resident() -> int:
    """The memory that this process holds, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def growth(judge: Callable[[int], object], warm: int, count: int) -> int:
    """By how much memory grows over so many records, once warm."""
    for at in range(warm):
        judge(at)
    gc.collect()
    before = resident()
    for at in range(count):
        judge(at)
    gc.collect()
    return resident() - before


def steady_growth(judge: Callable[[int], object], warm: int, count: int) -> int:
    """The least growth of three rounds: what leaks does so in each, and what else this process
    happens to take or let go of (other tests ran in it) does not."""
    return min(growth(judge, warm, count) for _ in range(3))


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="this system does not say how much memory it uses"
)


@needs_proc
def test_memory_does_not_grow_with_records(small: Ruleset) -> None:
    engine = durable_engine(small)
    grown = steady_growth(lambda at: engine.verdicts(RECORDS[at % len(RECORDS)]), 300, 3_000)
    assert grown < 4_000_000


@needs_proc
def test_memory_does_not_grow_with_rulesets_that_are_gone() -> None:
    def judge(at: int) -> None:
        made = small_ruleset()
        for engine in ("durable-rules", "reference"):
            classify(made, Case(None, RECORDS[at % len(RECORDS)]), engine)

    assert steady_growth(judge, 50, 300) < 10_000_000


@needs_proc
def test_a_live_case_takes_little_memory(rules: Ruleset) -> None:
    """Hundreds may be followed at once: each must not take megabytes."""
    followed = []

    def follow(at: int) -> None:
        live = casewise.follow(rules, engine="durable-rules")
        live.tell("duplicate_record", "no")
        live.tell("arrest_made", ("yes", "no")[at % 2])
        followed.append(live)

    grown = growth(follow, 2, 100)
    for live in followed:
        live.close()
    assert grown < 150_000_000


@needs_proc
@pytest.mark.deep
def test_memory_deeply(rules: Ruleset) -> None:
    rng = random.Random(1)
    records = [values_of(rules, random_facts(rng)) for _ in range(1_000)]
    engine = durable_engine(rules)
    grown = growth(lambda at: engine.verdicts(records[at % 1_000]), 2_000, 100_000)
    print(f"100,000 records on durable-rules: resident memory grew by {grown / 1e6:.1f} MB")
    assert grown <= 5_000_000


@needs_proc
@pytest.mark.deep
def test_memory_of_whole_classifications_deeply(rules: Ruleset) -> None:
    rng = random.Random(2)
    cases = [case_of(rules, random_facts(rng)) for _ in range(5_000)]
    grown = growth(lambda at: classify(rules, cases[at % 5_000]), 10_000, 100_000)
    print(f"100,000 records classified: resident memory grew by {grown / 1e6:.1f} MB")
    assert grown <= 5_000_000


# -- threads --------------------------------------------------------------------------------------


def test_threads_that_share_an_engine_get_right_answers(rules: Ruleset) -> None:
    rng = random.Random(3)
    cases = [case_of(rules, random_facts(rng)) for _ in range(200)]
    expected = [classify(rules, case, "reference") for case in cases]

    def judge(thread: int) -> list[str]:
        order = random.Random(thread).sample(range(200), 200)
        results = {at: classify(rules, cases[at], "durable-rules") for at in order}
        return [
            f"case {at}"
            for at, result in results.items()
            if evolve(result, engine="reference") != expected[at]
        ]

    with ThreadPoolExecutor(8) as pool:
        assert [wrong for each in pool.map(judge, range(8)) for wrong in each] == []


def test_threads_may_make_the_same_engine_at_once() -> None:
    for _ in range(5):
        made = small_ruleset()
        with ThreadPoolExecutor(8) as pool:
            engines = list(pool.map(lambda _: durable_engine(made), range(8)))  # noqa: B023
        assert len(set(map(id, engines))) == 1


def test_threads_may_follow_more_cases_than_there_are_sessions(small: Ruleset) -> None:
    def follow(thread: int) -> list[bool]:
        cases = [casewise.follow(small, engine="durable-rules") for _ in range(150)]
        for at, live in enumerate(cases):
            live.tell("seen", ("yes", "no")[(at + thread) % 2])
        for live in cases:
            live.tell("boxes.others", "none")
        found = [live.tell("marked", "yes").after.placement for live in cases]
        expected = [("seen-box", "gap.else")[(at + thread) % 2] for at in range(150)]
        for live in cases:
            live.close()
        return [one == other for one, other in zip(found, expected, strict=True)]

    assert 2 * MAX_SESSIONS < 8 * 150
    with ThreadPoolExecutor(8) as pool:
        assert all(right for each in pool.map(follow, range(8)) for right in each)


# -- failures -------------------------------------------------------------------------------------


class Double:
    """Stands in for the compiled part; some of its functions do something else."""

    def __init__(self, real: Any, **instead: Callable[..., Any]) -> None:
        self._real = real
        self._instead = instead

    def __getattr__(self, name: str) -> Any:
        return self._instead.get(name) or getattr(self._real, name)


@pytest.fixture
def doubled(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Puts functions in the place of those of the compiled part."""
    real = loading.native()

    def put(**instead: Callable[..., Any]) -> Any:
        monkeypatch.setattr(driver, "native", lambda: Double(real, **instead))
        return real

    return put


SAID: dict[str, Any] = {"seen": YES, "marked": YES}


@pytest.mark.parametrize("status", [2, 4, 101, 302, 4_000_000_000])
def test_a_refused_message_is_an_error_that_tells_no_facts(
    small: Ruleset, doubled: Callable[..., Any], status: int
) -> None:
    engine = Durable(small)
    doubled(assert_fact=lambda _handle, _message: (status, 0))
    with pytest.raises(EngineFailure) as caught:
        engine.verdicts(SAID)
    assert str(status) in str(caught.value)
    tells_no_facts(caught.value)


@pytest.mark.parametrize(
    "function", ["assert_fact", "start_action_for_state", "complete_and_start_action"]
)
def test_an_error_of_the_compiled_part_is_not_swallowed(
    small: Ruleset, doubled: Callable[..., Any], function: str
) -> None:
    engine = Durable(small)
    real = loading.native()

    def fail(*_: Any) -> Any:
        raise real.error("Could not go on, error code: 307")

    doubled(**{function: fail})
    with pytest.raises(EngineFailure) as caught:
        engine.verdicts(SAID)
    tells_no_facts(caught.value)


def test_a_lack_of_memory_is_not_swallowed(small: Ruleset, doubled: Callable[..., Any]) -> None:
    engine = Durable(small)

    def fail(*_: Any) -> Any:
        raise MemoryError

    doubled(assert_fact=fail)
    with pytest.raises((EngineFailure, MemoryError)):
        engine.verdicts(SAID)


def test_an_error_while_firing_is_not_swallowed(
    small: Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Any:
        raise AssertionError("made to fail")

    monkeypatch.setattr(driver.Session, "_fire", fail)
    with pytest.raises(AssertionError, match="made to fail"):
        Durable(small).verdicts(SAID)


def test_an_engine_works_on_after_a_failure(small: Ruleset, doubled: Callable[..., Any]) -> None:
    engine = durable_engine(small)
    real = doubled(assert_fact=lambda _handle, _message: (302, 0))
    with pytest.raises(EngineFailure):
        engine.verdicts(SAID)
    doubled(assert_fact=real.assert_fact)
    for record in RECORDS:
        assert is_right(small, record)


def test_a_live_case_works_on_after_a_failure(small: Ruleset, doubled: Callable[..., Any]) -> None:
    live = casewise.follow(small, engine="durable-rules")
    live.tell("seen", "yes")
    real = doubled(assert_fact=lambda _handle, _message: (302, 0))
    with pytest.raises(CasewiseError):
        live.tell("marked", "yes")
    doubled(assert_fact=real.assert_fact)
    after = live.tell("boxes.others", "none").after
    expected = classify(small, after.case, "durable-rules")
    assert after == expected


def test_where_the_engine_stops_the_reference_answers_unless_it_was_named(
    small: Ruleset, doubled: Callable[..., Any]
) -> None:
    durable_engine(small)
    doubled(assert_fact=lambda _handle, _message: (302, 0))
    case = Case(None, SAID)
    assert classify(small, case).engine == "reference"
    assert classify(small, case).placement == "seen-box"
    with pytest.raises(EngineFailure):
        classify(small, case, "durable-rules")


def tells_no_facts(error: BaseException | None) -> None:
    """Neither the text nor what led to it holds a message."""
    while error is not None:
        for word in ("seen", "marked", '"', "{", "sid"):
            assert word not in str(error)
        error = error.__cause__


def test_a_message_taken_for_an_earlier_one_is_sent_again(
    small: Ruleset, doubled: Callable[..., Any]
) -> None:
    """durable-rules tells messages apart by a short hash; status 2 is *already seen*."""
    real = loading.native()
    sent: list[str] = []

    def assert_fact(handle: int, message: str) -> Any:
        sent.append(message)
        salted = json.loads(message).get("salt", 0)
        return real.assert_fact(handle, message) if salted == 3 else (2, 0)

    engine = Durable(small)
    doubled(assert_fact=assert_fact)
    for record in RECORDS:
        sent.clear()
        expected = reference_engine(small).verdicts(record).answers
        assert engine.verdicts(record).answers == expected
        assert len(set(sent)) == len(sent)


# -- rulesets -------------------------------------------------------------------------------------


def test_a_ruleset_can_be_dropped_and_made_again() -> None:
    for _ in range(4):
        made = small_ruleset()
        assert all(is_right(made, record) for record in RECORDS)
        gone = weakref.ref(durable_engine(made))
        del made
        gc.collect()
        assert gone() is None


def test_two_rulesets_of_one_name_do_not_mix(small: Ruleset) -> None:
    other = evolve(
        small,
        rules=tuple(
            evolve(each, when=is_yes("marked")) if each.id == "seen-box" else each
            for each in small.rules
        ),
        variants={},
    )
    for record in RECORDS:
        assert is_right(small, record)
        assert is_right(other, record)
    alone = Case(None, {"seen": NO, "marked": YES, "boxes": Entities((), others=False)})
    assert classify(small, alone, "durable-rules").placement == "gap.else"
    assert classify(other, alone, "durable-rules").placement == "seen-box"


def test_the_first_record_of_an_engine_is_judged_like_any_other() -> None:
    for seed in range(60):
        rng = random.Random(seed)
        made = random_choice(rng, random_ruleset(rng))
        for _ in range(3):
            assert is_right(made, random_record(rng, made.vocabulary))


# -- where it cannot be loaded --------------------------------------------------------------------


@pytest.fixture
def without_durable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on a machine where the compiled part cannot be imported."""
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    loading.native.cache_clear()
    loading.label.cache_clear()
    yield
    loading.native.cache_clear()
    loading.label.cache_clear()


@pytest.mark.usefixtures("without_durable")
def test_where_it_cannot_be_loaded_the_reference_answers(rules: Ruleset) -> None:
    fresh = evolve(rules, variants={})
    rng = random.Random(5)
    for _ in range(30):
        facts = random_facts(rng)
        result = result_of(fresh, facts)
        assert result.engine == "reference"
        assert result == result_of(fresh, facts, "reference")
    live = casewise.follow(fresh)
    assert live.tell("arrest_made", "no").after.engine == "reference"
    assert live.result().placement == "not-eligible"


@pytest.mark.usefixtures("without_durable")
def test_where_it_cannot_be_loaded_it_cannot_be_had_by_name(rules: Ruleset) -> None:
    fresh = evolve(rules, variants={})
    with pytest.raises(NotLoadable):
        result_of(fresh, {}, "durable-rules")
    with pytest.raises(NotLoadable):
        casewise.follow(fresh, engine="durable-rules")


@pytest.mark.parametrize(
    ("folder", "label"),
    [
        ("durable_rules-2.0.28.dist-info", "durable-rules 2.0.28"),
        ("durable_rules-2.0.28-py3.11.egg-info", "durable-rules 2.0.28"),
        ("durable", "durable-rules"),
    ],
)
def test_the_version_is_found_however_it_was_installed(
    folder: str, label: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / folder).mkdir()
    compiled = ModuleType("durable_rules_engine")
    compiled.__file__ = str(tmp_path / "durable_rules_engine.so")
    monkeypatch.setattr("casewise.evaluation.durable.native.native", lambda: compiled)
    assert loading.label.__wrapped__() == label


def test_a_result_names_the_engine_and_its_version(rules: Ruleset) -> None:
    assert result_of(rules, {}).engine == f"durable-rules {version('durable_rules')}"
    assert result_of(rules, {}, "durable-rules").engine == result_of(rules, {}).engine
    assert result_of(rules, {}, "reference").engine == "reference"
