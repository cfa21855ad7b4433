"""`casewise change` and `casewise why-not`, as they are typed and printed."""

import json
from pathlib import Path

import pytest

import casewise
from casewise import cli
from casewise.model.ruleset import Ruleset

DEMO = str(Path(__file__).parent.parent / "cases" / "demo.yaml")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        cli.main(list(arguments))
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


def test_a_change_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "change", f"{DEMO}::arrested-in-some-summer")
    assert code == 0
    assert out == (
        "Case arrested-in-some-summer\n"
        "It is not decided yet. One change is the least that would give another outcome.\n"
        "\n"
        "It would be not eligible if one of these were so:\n"
        "  - date of the arrest: 2001-07-01 to 2001-07-15 (now: 2001-06-15 to 2001-07-15)\n"
        "  - duplicate of another record: yes (now: no)\n"
        "\n"
        "It would be I-CIV, Internet-Initiated (identified-victim.internet-initiated) if this were"
        " so:\n"
        "  - date of the arrest: 2001-06-15 to 2001-06-30 (now: 2001-06-15 to 2001-07-15)\n"
        "\n"
        "Kept as far as recorded: date of the arrest; victim 1, age at the offense.\n"
    )


def test_a_limit_says_how_many_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "change", f"{DEMO}::downloads-production-open", "--limit", "2")
    assert "\n8 more of the same size are not shown.\n" in out
    code, out, _ = run(
        capsys, "change", f"{DEMO}::downloads-production-open", "--limit", "2", "--format", "json"
    )
    found = json.loads(out)
    assert (code, found["sets"], len(found["changes"])) == (0, 10, 2)


def test_a_changed_record_as_json_classifies_as_it_says(
    capsys: pytest.CaptureFixture[str], rules: Ruleset
) -> None:
    case = f"{DEMO}::undercover-only"
    _, out, _ = run(capsys, "change", case, "--to", "I-CIV", "--settled", "--format", "json")
    found = json.loads(out)
    assert found["schema"] == "casewise.change/1"
    assert (found["wanted"], found["to_be_settled"]) == (["identified-victim"], True)
    assert found["kept"] == ["arrest_date", "undercover_roles.1.persona_age"]
    for change in found["changes"]:
        (record,) = casewise.read_cases(json.dumps(change["record"]), rules)
        result = casewise.classify(rules, record)
        assert result.placement == change["placement"]
        assert all(outcome.startswith("identified-victim.") for outcome in result.possible)
    edits = [edit for change in found["changes"] for edit in change["edits"]]
    assert [edit["edit"] for edit in edits] == ["add", "set", "add"]
    assert edits[1] == {
        "edit": "set",
        "fact": "undercover_roles.1.role",
        "to": ["identity_of_identified_victim"],
        "now": "fictional_minor",
    }


def test_several_cases_are_a_list_and_are_parted(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "why-not", DEMO, "not-eligible", "--format", "json")
    found = json.loads(out)
    assert [each["standing"] for each in found] == [
        "impossible",
        "impossible",
        "possible",
        "conflict",
    ]
    assert {each["schema"] for each in found} == {"casewise.why-not/1"}
    _, out, _ = run(capsys, "why-not", DEMO, "I-STULE")
    assert out.count("-" * 72) == 3


def test_why_not_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "why-not", f"{DEMO}::undercover-only", "I-CHP")
    assert code == 0
    assert out == (
        "Case undercover-only\n"
        "It cannot be I-CHP (possession-or-distribution). It is I-STULE (undercover-solicitation),"
        " which\nis not settled.\n"
        "\n"
        "This rules it out:\n"
        "  - an exclusion applies: an undercover officer was solicited online"
        " [bulletin-2003:46-47,\n    357-358, 370]\n"
        "    . undercover role 1, operator: law enforcement\n"
        "    . undercover role 1, role: a fictional minor\n"
        "    . undercover role 1, played online: yes\n"
        "    . undercover role 1, solicited: yes\n"
    )


def test_a_clash_and_a_placement_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "why-not", f"{DEMO}::facts-that-clash", "I-CHP")
    assert "no arrest was made, yet a date of arrest is stated [bulletin-2003:159]" in out
    _, out, _ = run(capsys, "why-not", f"{DEMO}::undercover-only", "I-STULE")
    assert "nothing stops that" in out


def test_readings_count(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        "arrest_made: yes\narrest_date: 2000-10\nduplicate_record: no\n"
        "sex_crime_against_minor: yes\nundercover_roles: none\nvictims:\n"
        "  - {age_at_offense: 14, identified: yes, contacted: no,\n"
        "     offenses: [online_solicitation], relationship: met_online}\n"
    )
    _, out, _ = run(capsys, "why-not", str(file), "I-CIV")
    assert "It cannot be I-CIV" in out
    _, out, _ = run(capsys, "why-not", str(file), "I-CIV", "--reading", "contact=not-required")
    assert "It is I-CIV" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("why-not", DEMO, "I-CHB"), "`I-CHB` is no outcome of njov-1 (did you mean `I-CHP`?)."),
        (("change", DEMO, "--to", "nowhere"), "`nowhere` is no outcome of njov-1 (choose "),
        (
            ("change", f"{DEMO}::undercover-only", "--keep", "arest_date"),
            "did you mean `arrest_date`",
        ),
        (("change", DEMO, "--limit", "0"), "'--limit'"),
        (("why-not", DEMO), "Missing argument 'OUTCOME'"),
    ],
)
def test_what_cannot_be_asked_is_a_usage_error(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert words in err
