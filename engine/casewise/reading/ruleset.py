"""A folder of texts to a ruleset."""

from collections.abc import Mapping as Lookup
from pathlib import Path

from attrs import frozen

from casewise.errors import Place, Problem, ProblemsFound
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Reading, Ruleset
from casewise.model.vocabulary import Vocabulary
from casewise.reading.links import Links
from casewise.reading.registers import read_header, read_readings, read_sources
from casewise.reading.rules import read_rule
from casewise.reading.shape import Notes, Unreadable
from casewise.reading.tree import Node, Text, decode, read_tree
from casewise.reading.vocabulary import read_vocabulary

REGISTERS = ("ruleset.yaml", "facts.yaml", "readings.yaml", "sources.yaml", "passages.yaml")
FOLDERS: dict[Kind, str] = {
    Kind.CONSISTENCY: "consistency",
    Kind.ELIGIBILITY: "eligibility",
    Kind.CRITERION: "criteria",
    Kind.TERM: "terms",
    Kind.CATEGORY: "categories",
    Kind.SUBTYPE: "categories",
    Kind.GAP: "gaps",
}
MAX_RULE_BYTES = 1024 * 1024
MAX_FILES = 2_000


def read_folder(folder: Path) -> Ruleset:
    """The ruleset in a folder of YAML files.

    Raises:
        ProblemsFound: the files do not make a ruleset; every problem of every file is in it.
        OSError: a file cannot be read.
    """
    problems: list[Problem] = []
    texts: dict[str, Text] = {}
    if not folder.is_dir():
        place = Place(str(folder), 1, 1)
        raise ProblemsFound([Problem(place, "R120", "this is not a folder of rules")])
    for path in sorted(folder.rglob("*.yaml"))[:MAX_FILES]:
        try:
            with path.open("rb") as file:
                raw = file.read(MAX_RULE_BYTES + 1)
            texts[path.relative_to(folder).as_posix()] = decode(raw, str(path), MAX_RULE_BYTES)
        except ProblemsFound as error:
            problems += error.problems
    return read_texts(texts, str(folder), problems)


def read_texts(texts: Lookup[str, Text], name: str, problems: list[Problem] | None = None) -> Ruleset:
    """The ruleset in texts by their relative path, such as `terms/minor-victim.yaml`.

    Raises:
        ProblemsFound: the texts do not make a ruleset; every problem of every text is in it.
    """
    notes = Notes()
    notes.problems += problems or []
    trees: dict[str, Node] = {}
    for path, text in texts.items():
        try:
            trees[path] = read_tree(text)
        except ProblemsFound as error:
            notes.problems += error.problems
    for register in REGISTERS[:2]:
        if register not in texts:
            what = f"`{register}` is missing"
            notes.problems.append(Problem(Place(name, 1, 1), "R120", what))
    notes.raise_if_any()
    try:
        return _Assembly(notes, trees, {text.name: text for text in texts.values()}).ruleset()
    except Unreadable:
        raise ProblemsFound(notes.problems) from None


@frozen
class _Assembly:
    notes: Notes
    trees: Lookup[str, Node]
    texts: Lookup[str, Text]

    def ruleset(self) -> Ruleset:
        vocabulary = read_vocabulary(self.notes, self.trees["facts.yaml"])
        readings = ()
        if "readings.yaml" in self.trees:
            readings = read_readings(self.notes, self.trees["readings.yaml"])
        sources = ()
        if "sources.yaml" in self.trees:
            sources = read_sources(self.notes, self.trees["sources.yaml"])
        header = read_header(self.notes, self.trees["ruleset.yaml"])
        rules = self._rules(vocabulary, readings)
        self.notes.raise_if_any()
        Links(self.notes, self.texts, rules).check(header, vocabulary, readings, sources)
        self.notes.raise_if_any()
        return Ruleset(
            id=header.id,
            release=header.release,
            title=header.title,
            disclaimer=header.disclaimer,
            vocabulary=vocabulary,
            rules=tuple(rules.values()),
            readings=readings,
            sources=sources,
            gap_order=tuple(name for name, _ in header.gaps),
            chosen=tuple((reading.name, reading.default) for reading in readings),
        )

    def _rules(self, vocabulary: Vocabulary, readings: tuple[Reading, ...]) -> dict[str, Rule]:
        rules: dict[str, Rule] = {}
        for path, tree in self.trees.items():
            if path in REGISTERS:
                continue
            folder, _, file = path.rpartition("/")
            try:
                rule = read_rule(self.notes, tree, file.removesuffix(".yaml"), vocabulary, readings)
            except Unreadable:
                continue
            if rule.id in rules:
                self.notes.add(tree, "R108", f"rule `{rule.id}` is declared twice")
            if folder != FOLDERS[rule.kind]:
                what = f"a rule of kind `{rule.kind.value}` belongs in `{FOLDERS[rule.kind]}/`"
                self.notes.add(tree, "R109", what)
            rules[rule.id] = rule
        return rules
