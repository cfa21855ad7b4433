"""Files of a study and samples with something wrong: a problem or a study, never a crash."""

import random
from functools import cache

import pytest

import casewise
from casewise.corpus import shipped
from casewise.errors import CasewiseError
from casewise.library import SAMPLE
from casewise.model.study.study import Study
from casewise.reading.study.folder import FILES, read_study
from casewise.reading.study.sample import read_sample
from casewise.reading.tree import Text, decode
from casewise.study.cohort import make
from casewise.study.design_json import design_json
from casewise.study.design_text import design_text
from casewise.study.flow_figure import flow_figure
from casewise.study.reproduction import reproduce
from casewise.study.text import text
from casewise.study.weights import weighed

RULES = casewise.load()
WORDS = ("0", "1", "999999999", "-1", "none", "unknown", "yes", "[]", "{}", "everyone", "39%", "''")
ROWS = 40


@cache
def texts() -> dict[str, str]:
    folder = shipped("rules") / "njov-1" / "study"
    return {name: (folder / name).read_text() for name in FILES}


@cache
def rows() -> str:
    path = shipped("cases") / "njov-1" / "cohort" / SAMPLE
    return "\n".join(path.read_text().splitlines()[:ROWS])


def changed(rng: random.Random, whole: str) -> str:
    """One or two lines deleted, moved, repeated, given another value or another character."""
    lines = whole.split("\n")
    for _ in range(rng.choice([1, 1, 2])):
        at, other = rng.randrange(len(lines)), rng.choice(lines)
        line = lines[at]
        spot = rng.randrange(len(line) + 1)
        key = line.partition(":")[0]
        lines[at : at + 1] = rng.choice(
            [
                [],
                [other],
                [line, other],
                [f"{key}: {rng.choice(WORDS)}"],
                [line[:spot] + rng.choice(["x", "0", "- ", ": ", '"', ","]) + line[spot + 1 :]],
            ]
        )
    return "\n".join(lines)


def study_with(name: str, content: str) -> Study:
    whole = {**texts(), name: content}
    return read_study({each: Text(each, told) for each, told in whole.items()}, RULES, "study")


def use(study: Study) -> None:
    """Everything that can be done with a study that could be read."""
    assert list(design_text(study.design))
    assert design_json(study.design)["strata"]
    assert flow_figure(study.design).endswith("</svg>\n")
    assert study.recipe is not None
    made = make(study.recipe, study.design, RULES.vocabulary)
    assert list(text(reproduce(study, RULES, made.cases, made.rows, readings=False)))


def try_studies(seeds: range) -> tuple[int, int]:
    """How many could be used, and how many had problems; anything else is raised."""
    used = 0
    for seed in seeds:
        rng = random.Random(f"study {seed}")
        name = rng.choice([*FILES, "design.yaml"])
        try:
            use(study_with(name, changed(rng, texts()[name])))
            used += 1
        except CasewiseError:
            continue
        except BaseException as error:
            error.add_note(f"seed: {seed}, in {name}")
            raise
    return used, len(seeds) - used


def test_a_study_with_something_wrong_is_a_problem_or_a_study() -> None:
    used, refused = try_studies(range(30))
    print(f"{used} studies used, {refused} refused")
    assert used
    assert refused


@pytest.mark.deep
def test_many_studies_with_something_wrong_are_problems_or_studies() -> None:
    used, refused = try_studies(range(30, 1_500))
    print(f"{used:,} studies used, {refused:,} refused")
    assert used > 100
    assert refused > 100


def test_a_sample_with_something_wrong_is_a_problem_or_a_sample() -> None:
    study = study_with("design.yaml", texts()["design.yaml"])
    used = 0
    for seed in range(400):
        rng = random.Random(f"sample {seed}")
        try:
            read = read_sample(decode(changed(rng, rows()).encode(), "sample.csv"), study)
            assert weighed(study.design, read)
            used += 1
        except CasewiseError:
            continue
    assert 0 < used < 400
