"""Documents tell the truth: what they show is run and compared."""

import re
import shlex
from pathlib import Path

import pytest

import casewise
from casewise import cli
from casewise.explanation.rule_words import rule_table

ROOT = Path(__file__).parent.parent


def test_the_table_of_rules_is_the_one_that_show_prints() -> None:
    text = (ROOT / "rules" / "README.md").read_text()
    marker = "<!-- made by `casewise show --table` -->\n"
    assert text.partition(marker)[2] == rule_table(casewise.load())


def consoles() -> list[tuple[str, str]]:
    """The commands in the README's console blocks, each with the output shown."""
    text = (ROOT / "README.md").read_text()
    blocks = re.findall(r"```console\n\$ (.*?)\n(.*?)```", text, re.S)
    assert blocks
    return blocks


@pytest.mark.parametrize(("command", "shown"), consoles())
def test_the_readme_shows_what_is_printed(
    command: str, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    name, *arguments = shlex.split(command)
    assert name == "casewise"
    with pytest.raises(SystemExit):
        cli.main(arguments)
    assert capsys.readouterr().out == shown


def test_the_readme_python_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102  # our own README
    assert "arrest_date: still undecided" in capsys.readouterr().out


def documents() -> list[Path]:
    """The Markdown files of the project (not those of its environment)."""
    folders = [ROOT / name for name in ("rules", "docs", "benchmarks")]
    return [*ROOT.glob("*.md"), *(path for folder in folders for path in folder.rglob("*.md"))]


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text()):
        assert (path.parent / target).exists(), target


def test_every_command_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text()
    assert all(f"`casewise {name}" in text for name in cli.COMMANDS)


def test_the_public_names_are_few_and_typed() -> None:
    assert len(casewise.__all__) <= 16
    assert all(getattr(casewise, name).__doc__ for name in casewise.__all__)
    assert (Path(casewise.__file__).parent / "py.typed").is_file()
