"""docs/check_record.py: short, by itself, and of one mind with casewise about the hashes."""

import json
import subprocess
import sys
from pathlib import Path

import casewise
from casewise.evaluation.classification import classify
from casewise.model.ruleset import Ruleset
from casewise.recording.making import record_text
from tampering import VERIFIER

ONE = "{arrest_made: yes, arrest_date: 2000-10, undercover_roles: none}"


def test_the_checker_is_short_and_needs_nothing_of_casewise() -> None:
    text = VERIFIER.read_text()
    assert text.count("\n") <= 200
    imported = {
        line.split()[1] for line in text.splitlines() if line.startswith(("import", "from"))
    }
    assert imported <= set(sys.stdlib_module_names)


def test_the_checker_says_of_each_file_whether_it_is_whole(rules: Ruleset, tmp_path: Path) -> None:
    (case,) = casewise.read_cases(ONE, rules)
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    text = record_text(classify(rules, case, "reference"))
    good.write_text(text)
    bad.write_text(text.replace("undecided", "conflict"))
    command = [sys.executable, "-I", "-S", str(VERIFIER)]
    run = subprocess.run([*command, good, bad], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stdout == (
        f"{good} is whole: {json.loads(text)['chain']['record']}\n"
        f"{bad} is not whole: result does not fit its hash\n"
    )
    missing = subprocess.run(
        [*command, tmp_path / "x"], capture_output=True, text=True, check=False
    )
    assert missing.returncode == 2
