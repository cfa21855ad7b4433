"""The fingerprint changes with the meaning and with nothing else."""

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

import casewise
from casewise.corpus import shipped
from casewise.recording.differences import differences
from casewise.recording.sealing import sealed
from rulesets.named import PARCELS, mutants_of, rules_of

RULE = "categories/undercover-solicitation.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(shipped("rules") / "njov-1", tmp_path / "njov-1")
    return tmp_path / "njov-1"


def edited(folder: Path, name: str, old: str, new: str) -> str:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return casewise.load(folder).fingerprint


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (RULE, "id: under", "# a comment\nid: under"),
        (RULE, "means: an officer", "means: indeed an officer"),
        (RULE, "lines 42-43, 304-330", "lines 42-43"),
        ("facts.yaml", "label: arrest made", "label: an arrest"),
        ("facts.yaml", "  changeable: no\n", ""),
        ("facts.yaml", "type: yes/no\n", "type: yes/no\n  changeable: no\n"),
        ("criteria/began-online.yaml", "when:\n  some victim:", "when:\n\n  some victim:   # one"),
        ("ruleset.yaml", "title: Internet", "title: The Internet"),
        (
            "terms/solicited-minor-persona.yaml",
            "    - operator: law_enforcement\n    - rule: minor-persona\n",
            "    - rule: minor-persona\n    - operator: law_enforcement\n",
        ),
    ],
)
def test_words_and_form_do_not_matter(folder: Path, name: str, old: str, new: str) -> None:
    assert edited(folder, name, old, new) == casewise.load().fingerprint


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("terms/minor-victim.yaml", "at most: 17", "at most: 16"),
        ("eligibility/in-the-study-year.yaml", "2001-06-30", "2001-06-29"),
        ("terms/minor-persona.yaml", "[fictional_minor, identity", "[trader, identity"),
        ("eligibility/minor-involved.yaml", "any of:", "all of:"),
        (
            RULE,
            "yields to:\n  - category: identified-victim\n",
            "yields to:\n  - category: possession-or-distribution\n",
        ),
        ("readings.yaml", "default: required", "default: not-required"),
        ("facts.yaml", "at most: 120", "at most: 119"),
        (
            "ruleset.yaml",
            "  - gap.identified-not-contacted\n  - gap.produced-without-identified-victim\n",
            "  - gap.produced-without-identified-victim\n  - gap.identified-not-contacted\n",
        ),
    ],
)
def test_every_change_of_meaning_does(folder: Path, name: str, old: str, new: str) -> None:
    if name == RULE:  # the other way round there would be a cycle, which is refused
        other = folder / "categories/possession-or-distribution.yaml"
        text = other.read_text()
        cut = text.index("  - category: undercover-solicitation")
        other.write_text(text[:cut])
    assert edited(folder, name, old, new) != casewise.load().fingerprint


def test_every_reading_has_a_fingerprint_of_its_own() -> None:
    rules = casewise.load()
    variants = [rules.under({r.name: code}) for r in rules.readings for code in r.codes]
    assert len({rules.fingerprint, *(v.fingerprint for v in variants)}) == 1 + 8


# -- every edit of the form, and of the meaning ---------------------------------------------------


def rewritten(rng: random.Random, folder: Path, target: Path) -> None:
    """Every rule file in another form: style, quotes, indents, comments, order of parts."""
    for path in folder.rglob("*.yaml"):
        copy = target / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        value = yaml.load(path.read_text(), yaml.BaseLoader)  # noqa: S506  # makes texts only
        text = yaml.dump(
            reordered(rng, value), sort_keys=False, allow_unicode=True, width=rng.choice((40, 400)),
            default_flow_style=rng.choice((True, False, None)), indent=rng.choice((2, 4, 6)),
            default_style=rng.choice((None, '"', "'")),
        )  # fmt: skip
        copy.write_text(f"# {rng.random()}\n\n{text}\n# the end\n")


def reordered(rng: random.Random, value: Any) -> Any:
    """The parts of connectives in another order."""
    if isinstance(value, list):
        return [reordered(rng, item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: reordered(rng, inner) for key, inner in value.items()}
    for key in ("all of", "any of", "none of"):
        if isinstance(found.get(key), list):
            found[key] = rng.sample(found[key], len(found[key]))
    return found


@pytest.mark.parametrize("name", ["njov-1", "parcels"])
def test_no_edit_of_the_form_changes_a_fingerprint(name: str, tmp_path: Path) -> None:
    rules = rules_of(name)
    folder = PARCELS if name == "parcels" else shipped("rules") / name
    for seed in range(2):
        target = tmp_path / str(seed) / name
        rewritten(random.Random(seed), folder, target)
        again = casewise.load(target)
        assert (target / "facts.yaml").read_text() != (folder / "facts.yaml").read_text()
        assert again.fingerprint == rules.fingerprint
        assert not list(differences(sealed(rules), sealed(again)))


@pytest.mark.parametrize("name", ["njov-1", "parcels"])
def test_every_mutant_has_a_fingerprint_of_its_own(name: str) -> None:
    every = [rules_of(name).fingerprint, *(each.ruleset.fingerprint for each in mutants_of(name))]
    print(f"{len(every) - 1:,} mutants of {name}, each with a fingerprint of its own")
    assert len(every) > 150
    assert len(set(every)) == len(every)
