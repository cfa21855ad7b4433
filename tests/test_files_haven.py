"""SPSS and Stata files that went through, as a reader sees them that is not ours: R's haven."""

import shutil
import subprocess
from pathlib import Path

import pytest

from command_line import Run

WRITE = """
suppressMessages(library(haven))
arrest <- c(1, 2, 9, NA)
sav <- data.frame(id = c("a", "b", "c", "d"))
sav$arrest <- labelled_spss(arrest, c(Yes = 1, No = 2, `Not known` = 9), na_values = 9,
                            label = "Was anyone arrested?")
sav$age <- labelled_spss(c(14, 99, 98, 3.5), c(Refused = 98), na_range = c(98, 99))
sav$when <- as.Date(c("2000-10-15", NA, "2001-01-01", "2000-02-29"))
sav$words <- c("x", "", "  y", "\\u00e9")
write_sav(sav, "in.sav")
dta <- sav[c("id", "when", "words")]
dta$arrest <- labelled(c(1, 2, tagged_na("u"), NA),
                       c(Yes = 1, No = 2, `Not known` = tagged_na("u")), label = "Arrested?")
dta$count <- c(1L, NA, 3L, 4L)
write_dta(dta, "in.dta")
"""
READ = """
suppressMessages(library(haven))
before <- read_sav("in.sav", user_na = TRUE)
after <- read_sav("out.sav", user_na = TRUE)
same <- function(one, other) all(mapply(identical, as.list(one), as.list(other)))
cat("sav", same(before, after[names(before)]), "\\n")
cat("sav unknown", sum(is.na(after$eligible)), sum(after$eligible == 9), "\\n")
cat("sav labels", names(attr(after$eligible, "labels")), "\\n")
before <- read_dta("in.dta")
after <- read_dta("out.dta")
kept <- after[names(before)]
cat("dta", same(before, kept), "\\n")
cat("dta tags", identical(na_tag(before$arrest), na_tag(kept$arrest)), "\\n")
cat("dta unknown", sum(na_tag(after$eligible) %in% "u"), "\\n")
"""
MAP = """
columns:
  arrest:
    fact: arrest_made
    codes: {{"1": yes, "2": no, {}: unknown, blank: not stated}}
  when: {{fact: arrest_date, codes: {{blank: not stated}}}}
"""


def in_r(script: str, folder: Path) -> str:
    done = subprocess.run(
        ["Rscript", "-e", script], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.deep
def test_haven_finds_no_cell_changed_and_every_label_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("there is no R here")
    if "TRUE" not in in_r("cat(requireNamespace('haven', quietly = TRUE))", tmp_path):
        pytest.skip("R has no haven here (Debian: r-cran-haven)")
    monkeypatch.chdir(tmp_path)
    in_r(WRITE, tmp_path)
    for ending, unknown in (("sav", "9"), ("dta", ".u")):
        (tmp_path / f"{ending}.yaml").write_text(MAP.format(unknown))
        run = Run(
            capsys, "classify", f"in.{ending}", "--map", f"{ending}.yaml",
            "--out", f"out.{ending}",
        )  # fmt: skip
        assert run.code == 0, run.err
    lines = [line.strip() for line in in_r(READ, tmp_path).splitlines()]
    assert lines == [
        "sav TRUE", "sav unknown 2 2", "sav labels no yes unknown",
        "dta TRUE", "dta tags TRUE", "dta unknown 2",
    ]  # fmt: skip
