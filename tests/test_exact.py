"""The exact engine, part by part: formulas, diagrams, variables, entities; and its memory."""

import gc
import random
from itertools import product
from typing import Any

import pytest

from casewise.evaluation.engines import exact_engine
from casewise.evaluation.exact.answering import CANNOT_BE, Answering
from casewise.evaluation.exact.diagram import END, Diagram, State, Terminal
from casewise.evaluation.exact.entities import EntityTests
from casewise.evaluation.exact.formulas import FALSE, TRUE, Formulas
from casewise.evaluation.exact.variables import (
    ChoiceVariable,
    Scope,
    SetVariables,
    SpanVariable,
    variable_for,
)
from casewise.facts import (
    Choice,
    Entities,
    IncludesAny,
    IsEmpty,
    IsOneOf,
    IsStated,
    IsWithin,
    Known,
    Members,
    Span,
)
from casewise.model.conditions import AllOf, AnyOf, Condition, FactTest, Holds, NoneOf, Some
from casewise.model.rules import Kind
from casewise.model.ruleset import Ruleset
from casewise.model.vocabulary import Fact, FactType, Vocabulary
from laws.records import values_of
from oracle.strategies import random_facts, random_readings
from rulesets.generator import (
    FIRST,
    day,
    entities,
    listed,
    number,
    random_choice,
    random_record,
    random_ruleset,
    rule,
    ruleset,
    yes_no,
)
from rulesets.naive import Naive
from rulesets.wide import NO, YES, is_yes

# -- formulas -------------------------------------------------------------------------------------


@pytest.fixture
def formulas() -> Formulas:
    """Variables 0 and 1 with two classes each, variable 2 with three."""
    return Formulas([2, 2, 3])


def test_equal_formulas_are_one_number(formulas: Formulas) -> None:
    one, other = formulas.test(0, 0b10), formulas.test(1, 0b10)
    assert formulas.test(0, 0b10) == one
    assert formulas.conjunction([one, other]) == formulas.conjunction([other, one, one])
    assert formulas.disjunction([one, other]) == formulas.disjunction([other, one, FALSE])
    assert formulas.conjunction([one, other]) != formulas.disjunction([one, other])


def test_a_test_of_no_class_is_false_and_of_all_classes_true(formulas: Formulas) -> None:
    assert formulas.test(2, 0) == FALSE
    assert formulas.test(2, 0b111) == TRUE


def test_connectives_of_nothing_and_of_constants(formulas: Formulas) -> None:
    one = formulas.test(0, 0b10)
    assert formulas.conjunction([]) == TRUE
    assert formulas.disjunction([]) == FALSE
    assert formulas.conjunction([one]) == formulas.conjunction([one, TRUE]) == one
    assert formulas.disjunction([one]) == formulas.disjunction([one, FALSE]) == one
    assert formulas.conjunction([one, FALSE]) == FALSE
    assert formulas.disjunction([one, TRUE]) == TRUE


def test_tests_of_one_variable_become_one(formulas: Formulas) -> None:
    low, high = formulas.test(2, 0b011), formulas.test(2, 0b110)
    assert formulas.conjunction([low, high]) == formulas.test(2, 0b010)
    assert formulas.disjunction([low, high]) == TRUE
    assert formulas.conjunction([low, formulas.test(2, 0b100)]) == FALSE


def test_a_formula_and_its_negation(formulas: Formulas) -> None:
    one, other = formulas.test(0, 0b10), formulas.test(2, 0b011)
    both = formulas.conjunction([one, other])
    assert formulas.negation(one) == formulas.test(0, 0b01)
    assert formulas.negation(formulas.negation(both)) == both
    assert formulas.negation(both) == formulas.disjunction(map(formulas.negation, (one, other)))
    assert formulas.conjunction([one, formulas.negation(one)]) == FALSE
    assert formulas.disjunction([one, formulas.negation(one)]) == TRUE
    assert formulas.negation(TRUE) == FALSE


def test_fixing_a_variable(formulas: Formulas) -> None:
    one, other = formulas.test(0, 0b10), formulas.test(2, 0b011)
    either, both = formulas.disjunction([one, other]), formulas.conjunction([one, other])
    assert formulas.fix(either, 0, 1) == TRUE
    assert formulas.fix(either, 0, 0) == other
    assert formulas.fix(both, 0, 1) == other
    assert formulas.fix(both, 0, 0) == FALSE
    assert formulas.fix(other, 2, 2) == FALSE
    assert formulas.fix(other, 1, 0) == other


def test_what_a_formula_depends_on(formulas: Formulas) -> None:
    both = formulas.conjunction([formulas.test(2, 0b011), formulas.test(1, 0b10)])
    assert formulas.first[both] == 1
    assert formulas.support[both] == 0b110
    assert formulas.support[TRUE] == formulas.support[FALSE] == 0
    assert formulas.first[TRUE] == 3


def test_random_formulas_mean_what_they_say() -> None:
    """Fixing all variables gives what evaluating the connectives gives."""
    rng = random.Random(1)
    sizes = [2, 3, 2, 4]
    for _ in range(200):
        formulas = Formulas(sizes)
        formula, truth = random_formula(rng, formulas, 3)
        for classes in product(*map(range, sizes)):
            fixed = formula
            for variable, chosen in enumerate(classes):
                fixed = formulas.fix(fixed, variable, chosen)
            assert fixed == (TRUE if truth(classes) else FALSE)


def random_formula(rng: random.Random, formulas: Formulas, depth: int) -> tuple[int, Any]:
    """A formula, and the function that it stands for."""
    if not depth or rng.random() < 0.2:
        variable = rng.randrange(len(formulas.sizes))
        classes = rng.randrange(1 << formulas.sizes[variable])
        return formulas.test(variable, classes), lambda chosen: classes >> chosen[variable] & 1
    parts = [random_formula(rng, formulas, depth - 1) for _ in range(rng.choice((1, 2, 3)))]
    numbers, truths = [part[0] for part in parts], [part[1] for part in parts]
    match rng.choice(("all", "any", "not")):
        case "all":
            return formulas.conjunction(numbers), lambda c: all(truth(c) for truth in truths)
        case "any":
            return formulas.disjunction(numbers), lambda c: any(truth(c) for truth in truths)
        case _:
            return formulas.negation(numbers[0]), lambda c: not truths[0](c)


# -- diagrams -------------------------------------------------------------------------------------


def constants(state: State) -> State | Terminal:
    """A state is a terminal once all its formulas are constant."""
    return state if any(part not in (FALSE, TRUE) for part in state) else str(state)


@pytest.fixture
def diagram(formulas: Formulas) -> Diagram:
    """Variable 0 or 1; variable 2 in its last class."""
    either = formulas.disjunction([formulas.test(0, 0b10), formulas.test(1, 0b10)])
    return Diagram(formulas, (either, formulas.test(2, 0b100)), constants)


def ends(diagram: Diagram, classes: list[tuple[int, ...]]) -> set[Terminal]:
    return {diagram.terminal[node] for node in diagram.exits([diagram.root], classes, END)}


def test_every_terminal_that_is_reached_is_found_and_no_other(diagram: Diagram) -> None:
    assert ends(diagram, [(0, 1), (0, 1), (0, 1, 2)]) == {"(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"}
    assert ends(diagram, [(0,), (0,), (0, 1)]) == {"(0, 0)"}
    assert ends(diagram, [(0,), (0, 1), (2,)]) == {"(0, 1)", "(1, 1)"}
    assert ends(diagram, [(1,), (0, 1), (2,)]) == {"(1, 1)"}


def test_equal_states_are_one_node(diagram: Diagram) -> None:
    ends(diagram, [(0, 1), (0, 1), (0, 1, 2)])
    # The root; the second variable still open; the third, either way; four terminals.
    assert len(diagram) == 8
    ends(diagram, [(0, 1), (0, 1), (0, 1, 2)])
    assert len(diagram) == 8


def test_a_walk_may_stop_before_a_variable(diagram: Diagram) -> None:
    found = list(diagram.exits([diagram.root], [(0, 1), (0, 1)], 2))
    assert {diagram.variable[node] for node in found} == {2}
    assert len(found) == 2


def test_a_constant_diagram_is_its_root(formulas: Formulas) -> None:
    diagram = Diagram(formulas, (TRUE, FALSE), constants)
    assert len(diagram) == 1
    assert diagram.variable[diagram.root] == END
    assert ends(diagram, [(0, 1), (0, 1), (0, 1, 2)]) == {"(1, 0)"}


# -- variables ------------------------------------------------------------------------------------

COLOUR = listed("colour", FactType.CHOICE, "red", "green", "blue")
COLOURS = listed("colours", FactType.SET, "red", "green", "blue")
AGE = number("age", 0, 120)


def test_each_value_of_a_choice_is_a_class() -> None:
    variable = ChoiceVariable(COLOUR)
    assert variable.sizes == [3]
    assert variable.tests(IsOneOf(frozenset({"red", "blue"}))) == [(0, 0b101)]
    assert variable.classes(None) == [(0, 1, 2)]
    assert variable.classes(Choice(frozenset({"green"}))) == [(1,)]
    assert variable.classes(Choice(frozenset({"blue", "red"}))) == [(0, 2)]


def test_a_number_is_cut_where_a_test_draws_a_line() -> None:
    variable = SpanVariable(AGE, [IsWithin(0, 17), IsWithin(13, 120)])
    assert variable.sizes == [3]  # 0-12, 13-17, 18-120
    assert variable.tests(IsWithin(0, 17)) == [(0, 0b011)]
    assert variable.tests(IsWithin(13, 120)) == [(0, 0b110)]
    assert variable.classes(Span(12, 12)) == [(0,)]
    assert variable.classes(Span(13, 13)) == variable.classes(Span(17, 17)) == [(1,)]
    assert variable.classes(Span(18, 18)) == [(2,)]
    assert variable.classes(Span(17, 18)) == [(1, 2)]
    assert variable.classes(Span(0, 120)) == variable.classes(None) == [(0, 1, 2)]


def test_an_optional_date_may_be_absent_unless_something_is_known_of_it() -> None:
    variable = SpanVariable(day("sent", optional=True), [IsWithin(FIRST + 1, FIRST + 2)])
    assert variable.sizes == [4]  # before, within, after, absent
    assert variable.tests(IsStated(True)) == [(0, 0b0111)]
    assert variable.tests(IsStated(False)) == [(0, 0b1000)]
    assert variable.classes(None) == [(0, 1, 2, 3)]
    assert variable.classes(Span(FIRST, FIRST + 3)) == [(0, 1, 2)]


def test_a_set_has_a_variable_for_each_member_that_is_asked_for() -> None:
    variable = SetVariables(
        COLOURS, [IncludesAny(frozenset({"blue"})), IncludesAny(frozenset({"red"}))]
    )
    assert variable.sizes == [2, 2]  # red and blue
    assert variable.tests(IncludesAny(frozenset({"blue"}))) == [(1, 0b10)]
    assert variable.classes(None) == [(0, 1), (0, 1)]
    assert variable.classes(Members(frozenset({"blue"}), frozenset({"green"}))) == [(0, 1), (1,)]
    assert variable.classes(Members(frozenset(), frozenset({"red"}))) == [(0,), (0, 1)]


def test_emptiness_asks_for_every_member() -> None:
    variable = variable_for(COLOURS, [IsEmpty(frozenset(COLOURS.codes))])
    assert variable.sizes == [2, 2, 2]


def test_a_scope_numbers_the_variables_of_its_facts() -> None:
    scope = Scope(
        (AGE, COLOURS, COLOUR),
        {
            "colours": [IncludesAny(frozenset({"red", "green"}))],
            "age": [IsWithin(18, 120)],
        },
    )
    assert scope.sizes == [2, 2, 2]
    assert scope.tests("age", IsWithin(18, 120)) == [(2, 0b10)]
    assert scope.tests("colours", IncludesAny(frozenset({"red", "green"}))) == [
        (0, 0b10),
        (1, 0b10),
    ]
    known: dict[str, Known | None] = {"age": Span(3, 4), "colour": Choice(frozenset({"red"}))}
    assert scope.classes(known) == [(0, 1), (0, 1), (0,)]


# -- entities -------------------------------------------------------------------------------------

BOXES = entities("boxes", yes_no("open"), yes_no("full"))


def entity_tests(*tests: Condition, forbidden: tuple[Condition, ...] = ()) -> EntityTests:
    return EntityTests(BOXES, {}, list(tests), list(forbidden))


def test_an_entity_has_every_profile_that_its_open_facts_allow() -> None:
    tests = entity_tests(is_yes("open"), AllOf((is_yes("open"), is_yes("full"))))
    assert tests.profiles({}) == {0b00, 0b01, 0b11}
    assert tests.profiles({"open": NO}) == {0b00}
    assert tests.profiles({"open": YES}) == {0b01, 0b11}
    assert tests.profiles({"open": YES, "full": YES}) == {0b11}


def test_an_entity_that_cannot_be_has_no_profile() -> None:
    barred = AllOf((is_yes("open"), is_yes("full")))
    tests = entity_tests(is_yes("open"), is_yes("full"), forbidden=(barred,))
    assert tests.profiles({}) == {0b00, 0b01, 0b10}
    assert tests.profiles({"open": YES, "full": YES}) == frozenset()


def test_a_list_has_the_unions_of_the_profiles_of_its_entities() -> None:
    tests = entity_tests(is_yes("open"), is_yes("full"))
    one: dict[str, Known | None] = {"open": YES, "full": NO}
    other: dict[str, Known | None] = {"open": NO}
    assert tests.unions(Entities((one, other), others=False)).listed == {0b01, 0b11}
    assert tests.unions(Entities((), others=False)).listed == {0}
    assert not tests.unions(Entities((), others=False)).others
    assert tests.unions(None).others


def test_unions_are_told_as_far_as_their_bits_are_asked_for() -> None:
    tests = entity_tests(is_yes("open"), is_yes("full"))
    boxes = Entities(({"open": YES}, {"full": NO}), others=False)
    assert tests.unions(boxes).listed == {0b01, 0b11}
    assert tests.unions(boxes, 0b01).listed == {0b01}
    assert tests.unions(boxes, 0b10).listed == {0b00, 0b10}
    assert tests.unions(boxes).listed == {0b01, 0b11}


def test_only_entities_that_leave_much_open_together_have_many_unions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tests = entity_tests(is_yes("open"), is_yes("full"))
    monkeypatch.setattr("casewise.evaluation.exact.entities.MANY", 15)
    assert tests.are_many(Entities(({}, {}), others=False))
    assert not tests.are_many(Entities(({}, {}), others=True))
    assert not tests.are_many(Entities(({}, {"open": YES}), others=False))
    assert not tests.are_many(Entities(({},), others=False))
    assert not tests.are_many(None)


def asked(profiles: set[int], *answers: int, held: int = 0b000) -> int | None:
    """What is left of a list of three bits after answers to the first ones; none if that cannot be.

    Some listed entity has the bits that are `held`.
    """
    answering = Answering(profiles, 3)
    left = answering.besides(held)
    for bit, answer in enumerate(answers):
        left = answering.given(left, bit)[answer]
        if left == CANNOT_BE:
            return None
        left = answering.cut(left, 0b111 >> bit + 1 << bit + 1)
    return left


def test_entities_that_a_list_may_have_can_have_any_bits_that_some_profile_has() -> None:
    exclusive = {0b00, 0b01, 0b10}
    assert None not in [asked(exclusive, one, two) for one in (0, 1) for two in (0, 1)]
    assert asked(exclusive, 0, 0, 1) is None


def test_a_bit_that_was_wanted_keeps_an_entity_that_has_it() -> None:
    together = {0b00, 0b11}
    assert asked(together, 1, 0) is None
    assert asked(together, 1, 1) is not None
    assert asked(together, 0, 1) is None


def test_a_bit_that_the_listed_entities_have_holds() -> None:
    assert asked({0b00}, 1, 0, held=0b01) is not None
    assert asked({0b00}, 0, held=0b01) is None
    assert asked({0b11}, 1, 1, held=0b01) is not None
    assert asked({0b11}, 1, 0, held=0b01) is not None


def test_what_nobody_asks_for_any_more_is_left_out() -> None:
    """Answers that say the same of what is still asked for lead to the same."""
    answering = Answering({0b001, 0b010, 0b011}, 3)
    left = answering.besides(0)
    no, yes = answering.given(left, 0)
    assert no != yes
    # An entity that has the first bit may have the second, and need not.
    assert answering.cut(yes, 0b100) == answering.cut(no, 0b100)
    assert answering.cut(yes, 0b010) != answering.cut(no, 0b010)


def test_a_list_without_others_has_one_of_its_unions() -> None:
    answering = Answering({0b00, 0b01, 0b11}, 2)
    no, yes = answering.given(answering.exactly(frozenset({0b00, 0b11})), 0)
    assert [after == CANNOT_BE for after in answering.given(no, 1)] == [False, True]
    assert [after == CANNOT_BE for after in answering.given(yes, 1)] == [True, False]


def test_what_was_forgotten_is_worked_out_anew_under_other_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("casewise.evaluation.exact.answering.MOST", 0)
    answering = Answering({0b00, 0b01}, 1)
    before = answering.besides(0)
    after = answering.besides(0)
    assert before != after
    assert CANNOT_BE not in answering.given(after, 0)


# -- the whole ------------------------------------------------------------------------------------


def categories(
    facts: tuple[Fact, ...], *whens: Condition, never: tuple[Condition, ...] = ()
) -> Ruleset:
    """A category for each condition, in this order, and consistency rules."""
    rules = [rule(f"category-{at}", Kind.CATEGORY, when) for at, when in enumerate(whens)]
    rules += [rule(f"clash-{at}", Kind.CONSISTENCY, when) for at, when in enumerate(never)]
    rules.append(rule("gap.else", Kind.GAP, None))
    return ruleset(Vocabulary(facts), rules, gap_order=("gap.else",))


def possible(made: Ruleset, values: dict[str, Known | None]) -> set[str]:
    """What the exact engine finds, after asking the naive evaluator as well."""
    found = exact_engine(made).completions(values).possible
    assert (found or {"conflict"}) == Naive(made).answer(values).possible
    return set(found)


def test_what_every_completion_decides_is_decided() -> None:
    """Three-valued logic alone leaves it open whether a fact or its opposite holds."""
    made = categories((yes_no("seen"),), AnyOf((is_yes("seen"), NoneOf((is_yes("seen"),)))))
    assert possible(made, {}) == {"category-0"}
    assert exact_engine(made).completions({}).always("category-0")


def test_two_tests_that_hang_on_one_entity_are_not_independent() -> None:
    both = AllOf((Some("boxes", is_yes("open")), Some("boxes", NoneOf((is_yes("open"),)))))
    made = categories((BOXES,), both)
    assert possible(made, {"boxes": Entities(({},), others=False)}) == {"gap.else"}
    assert possible(made, {"boxes": Entities(({}, {}), others=False)}) == {"category-0", "gap.else"}
    assert possible(made, {"boxes": Entities(({},), others=True)}) == {"category-0", "gap.else"}


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"boxes": Entities((), others=True)},
        {"boxes": Entities(({},), others=True)},
        {"boxes": Entities(({"full": YES},), others=False)},
        {"boxes": Entities((), others=False)},
    ],
)
def test_an_entity_that_is_there_for_one_test_is_there_for_all(
    values: dict[str, Known | None],
) -> None:
    """A full box is open or it is not, though no test speaks of both facts."""
    closed = NoneOf((is_yes("open"),))
    made = categories(
        (BOXES,),
        AllOf(
            (
                Some("boxes", is_yes("full")),
                NoneOf((Some("boxes", is_yes("open")), Some("boxes", closed))),
            )
        ),
    )
    assert possible(made, values) == {"gap.else"}


def test_an_entity_that_only_has_to_be_there_is_there_for_all_tests() -> None:
    anything = AnyOf((is_yes("open"), NoneOf((is_yes("open"),))))
    made = categories((BOXES,), Some("boxes", is_yes("full")), never=(Some("boxes", anything),))
    assert possible(made, {}) == {"gap.else"}
    assert possible(made, {"boxes": Entities(({},), others=True)}) == set()


def test_consistency_that_ties_two_lists_is_kept() -> None:
    labels = entities("labels", yes_no("torn"))
    made = categories(
        (BOXES, labels),
        AllOf((Some("boxes", is_yes("open")), Some("labels", is_yes("torn")))),
        Some("boxes", is_yes("open")),
        never=(AllOf((Some("labels", is_yes("torn")), NoneOf((Some("boxes", is_yes("full")),)))),),
    )
    closed = Entities(({"open": YES, "full": NO},), others=False)
    assert possible(made, {"boxes": closed}) == {"category-1"}
    assert possible(made, {}) == {"category-0", "category-1", "gap.else"}


def test_a_question_that_nothing_else_asks_can_be_asked() -> None:
    made = ruleset(
        Vocabulary((AGE, yes_no("seen"))),
        [
            rule("young", Kind.CRITERION, AllOf((is_yes("seen"), _age(0, 12)))),
            rule("younger", Kind.CRITERION, Holds("young")),
            rule("adult", Kind.CATEGORY, _age(18, 120)),
            rule("gap.else", Kind.GAP, None),
        ],
        gap_order=("gap.else",),
    )
    always = exact_engine(made).always
    assert always("young", {"age": Span(3, 12), "seen": YES})
    assert not always("young", {"age": Span(3, 13), "seen": YES})
    assert not always("younger", {"age": Span(3, 12)})
    assert always("adult", {"age": Span(18, 20)})


def _age(low: int, high: int) -> Condition:
    return FactTest("age", IsWithin(low, high))


def test_a_question_that_is_not_there_is_a_key_error(rules: Ruleset) -> None:
    with pytest.raises(KeyError):
        exact_engine(rules).always("no-such-question", {})


def test_completions_end_alike_however_many_bits_of_lists_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = 0
    for seed in range(60):
        rng = random.Random(seed)
        made = random_choice(rng, random_ruleset(rng))
        for values in [random_record(rng, made.vocabulary) for _ in range(20)]:
            engine = exact_engine(made)
            monkeypatch.setattr("casewise.evaluation.exact.entities.MANY", 1 << 60)
            whole = engine.completions(values).possible
            monkeypatch.setattr("casewise.evaluation.exact.entities.MANY", 0)
            assert engine.completions(values).possible == whole
            made_lists = [each for each in values.values() if isinstance(each, Entities)]
            compared += any(len(each.listed) > 1 and not each.others for each in made_lists)
    assert compared > 50


# -- memory ---------------------------------------------------------------------------------------


def sizes() -> tuple[int, int]:
    """How many nodes and how many formulas there are in this process."""
    gc.collect()  # what other tests have left would go meanwhile
    every = gc.get_objects()
    nodes = sum(len(each) for each in every if isinstance(each, Diagram))
    return nodes, sum(len(each.first) for each in every if isinstance(each, Formulas))


def walk(rules: Ruleset, seeds: range) -> None:
    for seed in seeds:
        rng = random.Random(seed)
        exact_engine(rules).completions(values_of(rules, random_facts(rng)))


def test_the_diagram_does_not_grow_with_records(rules: Ruleset) -> None:
    walk(rules, range(400))
    before = sizes()
    walk(rules, range(400, 1_400))
    assert sizes() == before


@pytest.mark.deep
def test_the_diagrams_stay_small_deeply(rules: Ruleset) -> None:
    def nodes_of(count: int) -> tuple[int, int]:
        for seed in range(count):
            rng = random.Random(f"small {seed}")
            chosen = rules.under(random_readings(rng))
            exact_engine(chosen).completions(values_of(chosen, random_facts(rng)))
        return sizes()

    first = nodes_of(20_000)
    second = nodes_of(50_000)
    print(f"50,000 records under all readings: {second[0]:,} nodes, {second[1]:,} formulas")
    assert second[0] <= 1.02 * first[0]
