"""How far Polars reads ahead is set for one run, and only where nobody set it."""

import os
from pathlib import Path

import polars as pl
import pytest

from casewise.files import running
from casewise.files.ahead import SETTINGS, reading_little_ahead
from casewise.files.mapping import Sources, coder_of
from casewise.files.opening import open_table
from casewise.files.running import Explain, Run, classify_table
from casewise.frames.classifier import Classifier
from rulesets.folders import shipped

SETTING, OTHER = SETTINGS


def test_the_setting_is_there_for_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    with reading_little_ahead():
        assert os.environ[SETTING] == "1"
    assert SETTING not in os.environ


def test_the_setting_is_gone_however_the_run_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)

    def fails() -> None:
        with reading_little_ahead():
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert SETTING not in os.environ


def test_a_setting_of_ones_own_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "7")
    monkeypatch.delenv(OTHER, raising=False)
    with reading_little_ahead():
        assert os.environ[SETTING] == "7"
        assert os.environ[OTHER] == "1"
    assert os.environ[SETTING] == "7"
    assert OTHER not in os.environ


def test_files_are_classified_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    seen = []
    write = running._write

    def spied(*args: object) -> None:
        seen.append(os.environ.get(SETTING))
        write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "_write", spied)
    data, rules = tmp_path / "data.parquet", shipped()
    pl.DataFrame({"arrest_made": [True, False]}).write_parquet(data)
    table = open_table(data, rules.vocabulary)
    coder = coder_of(Sources(table), rules.vocabulary)
    classifier = Classifier(rules, explain="none")
    out = tmp_path / "out.parquet"
    totals = classify_table(Run(coder, classifier, rules, out, Explain.NONE), lambda _: None)
    assert seen == ["1"]
    assert totals.rows == 2
