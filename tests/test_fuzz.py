"""Whatever is read, the answer is a value or problems: no other error, and no long wait."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from random import Random
from time import process_time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from casewise.errors import Problem, ProblemsFound
from casewise.model.ruleset import Ruleset
from casewise.reading.cases import read_case_lines, read_case_text, read_worked_cases
from casewise.reading.codes import CODES
from casewise.reading.ruleset import MAX_RULE_BYTES, read_texts
from casewise.reading.tree import MAX_BYTES, Text, decode, read_tree
from rulesets.folders import GOLDEN, MINIMAL, ROOT, RULES, minimal, shipped

QUICK, DEEP = 2_000, 100_000
LONGEST = 2.0  # seconds
_LINE_END = re.compile(rb"\r\n|\r|\n")

Read = Callable[[bytes], object]


# -- what every reader is held to ----------------------------------------------------------------


def outcome(read: Read, raw: bytes, name: str) -> str:
    """`value` or `problems`, when everything is as it should be."""
    start = process_time()  # what other programs take meanwhile does not count
    try:
        read(raw)
        found = "value"
    except ProblemsFound as error:
        found = "problems"
        check(error, raw, name)
    assert process_time() - start < LONGEST
    return found


def check(error: ProblemsFound, raw: bytes, name: str) -> None:
    assert error.problems
    lines = _LINE_END.split(raw)
    for problem in error.problems:
        assert problem.code in CODES
        check_words(problem)
        if problem.place.file == name:
            check_place(problem, lines)


def check_words(problem: Problem) -> None:
    for words in (problem.what, problem.hint, problem.excerpt):
        assert words.isprintable() or not words
    assert len(str(problem)) < 2_000


def check_place(problem: Problem, lines: list[bytes]) -> None:
    """Within the text, or right after its last character; columns are of characters."""
    place = problem.place
    assert 1 <= place.line <= len(lines)
    line = lines[place.line - 1].removeprefix(b"\xef\xbb\xbf")
    assert 1 <= place.column <= len(line.decode(errors="replace")) + 1


# -- readers -------------------------------------------------------------------------------------


@cache
def texts_of(folder: Path) -> dict[str, Text]:
    return {
        path.relative_to(folder).as_posix(): decode(path.read_bytes(), str(path))
        for path in sorted(folder.rglob("*.yaml"))
        if path.name != "passages.yaml"
    }


def as_rules(folder: Path, path: str, raw: bytes) -> Ruleset:
    """The rules of a folder with one file replaced; what is accepted must be fit for use."""
    text = decode(raw, path, MAX_RULE_BYTES)
    ruleset = read_texts({**texts_of(folder), path: text}, "rules")
    assert ruleset.outcomes
    assert ruleset.fingerprint
    return ruleset


def as_cases(ruleset: Ruleset, raw: bytes) -> object:
    return read_case_text(decode(raw, "text"), ruleset)


def as_worked_cases(ruleset: Ruleset, raw: bytes) -> object:
    return read_worked_cases(decode(raw, "text"), ruleset)


def as_lines(ruleset: Ruleset, raw: bytes) -> object:
    return list(read_case_lines(raw.splitlines(keepends=True), "text", ruleset))


def as_tree(raw: bytes) -> object:
    return read_tree(decode(raw, "text"))


# -- mutations -----------------------------------------------------------------------------------

SPECIALS = [
    *(b"&a ", b"*a", b"!!str ", b"!x ", b"<<: ", b"---\n", b"...\n", b"%YAML 1.9\n", b"? ", b": "),
    *(
        b"- ",
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
        b"#",
        b"|",
        b">",
        b"'",
        b'"',
        b"\\",
        b"\t",
        b"\r",
        b"\n",
    ),
    *(b"\0", b"\x1b[2J", b"\x7f", b"\xc2\x85", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\xff", b"\xc0"),
    *(b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xef\xbf\xbf", b"\xf0\x9f\x98\x80", b"\xd9\xa1"),
    *(
        b'"\\ud83d"',
        b'"\\U0011ffff"',
        b'"\\x1b"',
        b"null",
        b"~",
        b"true",
        b"014",
        b"1e999",
        b".nan",
    ),
    *(
        b"unknown",
        b"none",
        b"2000-02-30",
        b"9999",
        b"{}",
        b"[]",
        b"''",
        b"@",
        b"`",
        b"%",
        b"=",
        b"y",
    ),
]
WORDS = re.compile(rb"[\w.-]+")


def flip(random: Random, raw: bytes) -> bytes:
    at = random.randrange(len(raw) + 1)
    return raw[:at] + bytes([random.randrange(256)]) + raw[at + 1 :]


def drop(random: Random, raw: bytes) -> bytes:
    at = random.randrange(len(raw) + 1)
    return raw[:at] + raw[at + random.choice([1, 1, 2, 5, 20, 200]) :]


def repeat(random: Random, raw: bytes) -> bytes:
    at, length = random.randrange(len(raw) + 1), random.choice([1, 3, 10, 100])
    return (
        raw[: at + length] + raw[at : at + length] * random.choice([1, 1, 3]) + raw[at + length :]
    )


def insert(random: Random, raw: bytes) -> bytes:
    at = random.randrange(len(raw) + 1)
    return raw[:at] + random.choice(SPECIALS) + raw[at:]


def swap_lines(random: Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


def drop_line(random: Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    del lines[random.randrange(len(lines))]
    return b"\n".join(lines)


def indent(random: Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    at = random.randrange(len(lines))
    lines[at] = random.choice([b" ", b"  ", b"    ", b"\t"]) + lines[at]
    if random.random() < 0.5:
        lines[at] = lines[at].lstrip()
    return b"\n".join(lines)


def swap_words(random: Random, raw: bytes) -> bytes:
    """One word of the text stands in the place of another: the YAML stays what it was."""
    words = list(WORDS.finditer(raw))
    if not words:
        return raw
    to, by = random.choice(words), random.choice(words)[0]
    return raw[: to.start()] + random.choice([by, by, random.choice(SPECIALS)]) + raw[to.end() :]


def recode(random: Random, raw: bytes) -> bytes:
    text = raw.decode(errors="replace")
    encoding = random.choice(["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "latin-1", "utf-7"])
    return text.encode(encoding, errors="replace")


def end_otherwise(random: Random, raw: bytes) -> bytes:
    return raw.replace(b"\n", random.choice([b"\r\n", b"\r", b"\n\n", b"\xc2\x85", b" "]))


COMMON = [flip, drop, repeat, insert, swap_lines, drop_line, indent, swap_words, swap_words]
RARE = [recode, end_otherwise]


def mutated(random: Random, raw: bytes) -> bytes:
    for _ in range(random.choice([1, 1, 1, 2, 3, 8])):
        kinds = RARE if random.random() < 0.02 else COMMON
        raw = random.choice(kinds)(random, raw)
    return raw


# -- fuzzing -------------------------------------------------------------------------------------


@cache
def seeds() -> list[tuple[str, bytes, Read]]:
    """Texts to begin with: a name, the bytes, and what reads them."""
    small = [
        (name, text.content.encode(), partial(as_rules, MINIMAL, name))
        for name, text in texts_of(MINIMAL).items()
    ]
    return [*small * 3, *case_seeds(), *example_seeds()]


def case_seeds() -> Iterator[tuple[str, bytes, Read]]:
    for path in sorted((ROOT / "cases").rglob("*.yaml")):
        raw = path.read_bytes()
        some = b"\n- case".join(raw.split(b"\n- case")[:3])
        yield "text", some, partial(as_worked_cases, shipped())
        yield "text", some, partial(as_cases, shipped())


def example_seeds() -> Iterator[tuple[str, bytes, Read]]:
    for path in sorted(GOLDEN.glob("[RC]*.txt")):
        name, raw = path.read_bytes().split(b"\n", 1)
        raw = raw.split(b"\n===")[0]
        if name.endswith(b".jsonl"):
            yield "text", raw, partial(as_lines, minimal())
        elif b"cases." in name:
            yield "text", raw, partial(as_cases, minimal())
        else:
            yield "text", raw, as_tree


def fuzz(count: int, seed: int) -> Counter[str]:
    random = Random(seed)
    found: Counter[str] = Counter()
    for _ in range(count):
        name, raw, read = random.choice(seeds())
        raw = mutated(random, raw)
        try:
            found[outcome(read, raw, name)] += 1
        except Exception as error:
            raise AssertionError(f"{read} of {raw!r}") from error
    return found


def test_a_changed_text_is_read_or_refused() -> None:
    found = fuzz(QUICK, seed=1)
    assert found["problems"] > found["value"] > QUICK // 20


@pytest.mark.deep
def test_many_changed_texts_are_read_or_refused() -> None:
    found = fuzz(DEEP, seed=2)
    print(f"{found.total():,} changed texts: {dict(found)}")


@pytest.mark.deep
def test_changed_files_of_the_shipped_rules_are_read_or_refused() -> None:
    random = Random(3)
    found: Counter[str] = Counter()
    for _ in range(DEEP // 20):
        name, text = random.choice(list(texts_of(RULES).items()))
        raw = mutated(random, text.content.encode())
        found[outcome(partial(as_rules, RULES, name), raw, name)] += 1
    print(f"{found.total():,} changed files of the shipped rules: {dict(found)}")


def test_a_parser_that_is_not_compiled_refuses_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casewise.reading.tree._LOADER", yaml.BaseLoader)
    fuzz(QUICK // 20, seed=4)


# -- bombs ---------------------------------------------------------------------------------------


def bombs(size: int) -> dict[str, bytes]:
    return {
        "aliases that multiply": b"a0: &a0 [x]\n"
        + b"".join(
            b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 99)
        ),
        "an alias of itself": b"&a [*a]",
        "many aliases": b"[&a x" + b",*a" * (size // 3) + b"]",
        "many anchors": b"[" + b"&a x," * (size // 5) + b"]",
        "many tags": b"[" + b"!a x," * (size // 5) + b"]",
        "nested lists": b"[" * size,
        "nested lists that end": b"[" * 100_000 + b"]" * 100_000,
        "nested mappings": b"{a: " * (size // 4),
        "nested blocks": b"- " * (size // 2),
        "nested blocks of keys": b"? " * (size // 2),
        "nested by indentation": b"\n".join(b" " * n + b"a:" for n in range(2_500)),
        "one long word": b"a" * size,
        "one long quoted text": b'"' + b"a" * size + b'"',
        "one long text in lines": b"|\n" + b" a\n" * (size // 3),
        "one long folded text": b">\n" + b" a\n" * (size // 3),
        "a long key": b"a" * size + b": x",
        "a long quoted key": b'"' + b"a" * size + b'": x',
        "a long explicit key": b"? " + b"a" * size + b"\n: x",
        "many keys": b"".join(b"k%d: x\n" % n for n in range(size // 11)),
        "the same key many times": b"k: x\n" * (size // 5),
        "many items": b"- x\n" * (size // 4),
        "many empty items": b"[" + b"," * size,
        "many empty lists": b"[" + b"[]," * (size // 3) + b"]",
        "many records": b"- {}\n" * (size // 5),
        "many wrong records": b"- x: 1\n" * (size // 7),
        "many long wrong words": b"- sent: " + b"\n- sent: ".join([b"y" * 100] * 10_000),
        "many wrong members": b"packed_in: [" + b"sack," * (size // 5) + b"]",
        "many documents": b"--- x\n" * (size // 6),
        "many directives": b"%TAG ! a\n" * (size // 9),
        "a large version": b"%YAML 1." + b"9" * 10_000 + b"\n--- x",
        "many comments": b"#\n" * (size // 2),
        "a long comment": b"#" * size,
        "many line ends": b"\n" * size,
        "many spaces": b" " * size,
        "many tabs": b"\t" * size,
        "many open quotes": b'"' * size,
        "many escapes": b'"' + b"\\x41" * (size // 4) + b'"',
        "many colons": b":" * size,
        "many keys on one line": b"a: " * (size // 3),
        "many pairs in a list": b"[" + b"a: b," * (size // 5) + b"]",
        "a long number": b"- {sent_on: 2" + b"0" * size + b"}",
        "a long citation": b"- cites: handbook, line 1" + b", 1" * (size // 3),
        "too long": b"a" * (2 * size + 2 * MAX_BYTES),
        "nothing": b"",
    }


SMALL, LARGE = 200_000, MAX_BYTES - 100
BOMBS = bombs(SMALL)


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_does_no_harm(bomb: str) -> None:
    explode(BOMBS[bomb])


@pytest.mark.deep
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_large_bomb_does_no_harm(bomb: str) -> None:
    explode(bombs(LARGE)[bomb])


def explode(raw: bytes) -> None:
    """In a file of cases, on a line, among worked cases and among rules."""
    outcome(partial(as_cases, minimal()), raw, "text")
    outcome(partial(as_lines, minimal()), raw.replace(b"\n", b" "), "text")
    outcome(partial(as_worked_cases, minimal()), raw, "text")
    path = "terms/heavy-piece.yaml"
    outcome(partial(as_rules, MINIMAL, path), raw, path)


def long_number(length: int) -> bytes:
    return b'{"contents": [{"weight": ' + b"1" * length + b"}]}"


@pytest.mark.parametrize("length", [9, 10, 4_300, 4_301, 1_000_000])
def test_a_long_number_is_refused(length: int) -> None:
    assert outcome(partial(as_cases, minimal()), long_number(length), "text") == "problems"


# -- by hypothesis -------------------------------------------------------------------------------

KEYS = st.sampled_from(
    ["case", "facts", "sent", "sent_on", "packed_in", "contents", "weight", "made_of", "from", "to"]
) | st.text(max_size=5)
VALUES: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=3),
    max_leaves=10,
)
YAML = st.text(st.sampled_from("ab:- \n\t[]{},&*!|>'\"%@`#?\\0~<=.é\u2028\ufeff"), max_size=60)


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_any_json_is_read_or_refused(value: object) -> None:
    for raw in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        encoded = raw.encode(errors="surrogatepass")
        outcome(partial(as_cases, minimal()), encoded, "text")
        outcome(partial(as_worked_cases, minimal()), encoded, "text")
        outcome(partial(as_lines, minimal()), encoded, "text")


@settings(max_examples=300, deadline=None)
@given(YAML)
def test_any_yaml_is_read_or_refused(text: str) -> None:
    raw = text.encode()
    outcome(as_tree, raw, "text")
    outcome(partial(as_cases, minimal()), raw, "text")
    outcome(partial(as_rules, MINIMAL, "categories/plain.yaml"), raw, "categories/plain.yaml")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    outcome(as_tree, raw, "text")
