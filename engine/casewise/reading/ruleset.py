"""A folder of texts to a ruleset."""

import os
from collections.abc import Callable
from collections.abc import Mapping as Lookup
from pathlib import Path

from casewise.corpus import walk
from casewise.errors import Place, Problem, ProblemsFound
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Ruleset, Source
from casewise.model.vocabulary import Vocabulary
from casewise.reading.citations import CitationReader
from casewise.reading.conditions import Registers
from casewise.reading.links import Links
from casewise.reading.registers import Header, read_header, read_readings, read_sources
from casewise.reading.rules import RuleReader
from casewise.reading.shape import Notes, StandIn, T, Unreadable
from casewise.reading.statement_links import check_statements
from casewise.reading.statements import read_statements
from casewise.reading.tree import Node, Text, decode, read_tree
from casewise.reading.vocabulary import read_vocabulary

HEADER, FACTS, READINGS, SOURCES = "ruleset.yaml", "facts.yaml", "readings.yaml", "sources.yaml"
PASSAGES, STATEMENTS = "passages.yaml", "statements.yaml"
STUDY = "study"
"""The folder of a study, which is read by `casewise.reading.study` and holds no rules."""
REGISTERS = (HEADER, FACTS, READINGS, SOURCES, PASSAGES, STATEMENTS)
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
_COMMON_BYTES = 64 * 1024  # memory for all that may come is not asked for before it comes
ENDING = ".yaml"
# What a rule says of facts and readings can be judged only when those are all known.
_OF_FACTS = frozenset({"R103", "R104", "R106", "R112", "R113", "R114"})


def read_folder(folder: Path) -> Ruleset:
    """The ruleset in a folder of YAML files; its study and hidden folders are passed over.

    Raises:
        ProblemsFound: the files do not make a ruleset; every problem of every file is in it.
        OSError: a file cannot be read.
    """
    assembly = _Assembly(str(folder))
    for path in assembly.files(folder):
        file = folder / path
        assembly.add_bytes(path, _read(file), str(file))
    return assembly.ruleset()


def read_texts(texts: Lookup[str, Text], name: str) -> Ruleset:
    """The ruleset in texts by their relative path, such as `terms/minor-victim.yaml`.

    Raises:
        ProblemsFound: the texts do not make a ruleset; every problem of every text is in it.
    """
    assembly = _Assembly(name)
    assembly.texts.update(texts)
    return assembly.ruleset()


class _Assembly:
    """Puts a ruleset together; a text that is no good does not hide what is wrong in another.

    Trees are not kept: each is read when its turn comes, and gone when its rule is made.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.notes = Notes()
        self.texts: dict[str, Text] = {}
        self.unread: set[str] = set()

    # -- texts ------------------------------------------------------------------------------

    def files(self, folder: Path) -> list[str]:
        """The relative paths of the rule files of a folder, in a fixed order."""
        if not folder.is_dir():
            raise ProblemsFound([self._problem("this is not a folder of rules")])
        found = [path for path in _yaml_files(folder) if path != PASSAGES and not _of_study(path)]
        paths = [path for path in found if self._has_right_ending(path)]
        if len(paths) > MAX_FILES:
            what = f"there are more than {MAX_FILES:,} rule files"
            raise ProblemsFound([self._problem(what)])
        return sorted(paths, key=lambda path: path.split("/"))

    def _has_right_ending(self, path: str) -> bool:
        """A rule that is left out because of its file's name would be missed by nobody."""
        if path.endswith(ENDING):
            return True
        place = Place(os.path.join(self.name, path), 1, 1)
        what = f"the name of a rule file ends in `{ENDING}`"
        self.notes.put(Problem(place, "R109", what))
        return False

    def _problem(self, what: str) -> Problem:
        return Problem(Place(self.name, 1, 1), "R120", what)

    def add_bytes(self, path: str, raw: bytes, name: str) -> None:
        try:
            self.texts[path] = decode(raw, name, MAX_RULE_BYTES)
        except ProblemsFound as error:
            self._not_read(path, error)

    def _tree(self, path: str) -> Node:
        try:
            return read_tree(self.texts[path])
        except ProblemsFound as error:
            self._not_read(path, error)
            raise Unreadable from None

    def _not_read(self, path: str, error: ProblemsFound) -> None:
        self.unread.add(path)
        for problem in error.problems:
            self.notes.put(problem)

    # -- registers and rules ----------------------------------------------------------------

    def ruleset(self) -> Ruleset:
        self._require(HEADER, FACTS, SOURCES)
        header, header_sound = self._register(HEADER, read_header, Header("", "", "", "", ()))
        sources, registers = self._registers()
        rules = self._rules(RuleReader(self.notes, registers))
        statements, _ = self._register(
            STATEMENTS, lambda notes, node: read_statements(notes, registers, node), ()
        )
        unread = {_stem(path) for path in self.unread}
        links = Links(self.notes, rules, self.texts.values(), unread)
        links.check(registers.readings)
        check_statements(links, statements)
        if header_sound:
            links.check_gaps(header)
        self.notes.raise_if_any()
        return Ruleset(
            id=header.id,
            release=header.release,
            title=header.title,
            disclaimer=header.disclaimer,
            vocabulary=registers.vocabulary,
            rules=tuple(rules.values()),
            readings=registers.readings,
            sources=sources,
            gap_order=tuple(name for name, _ in header.gaps),
            chosen=tuple((reading.name, reading.default) for reading in registers.readings),
            statements=statements,
        )

    def _registers(self) -> tuple[tuple[Source, ...], Registers]:
        sources, sound = self._register(SOURCES, read_sources, ())
        cites = CitationReader(self.notes, sources if sound else None)
        vocabulary, facts_sound = self._register(
            FACTS, lambda notes, node: read_vocabulary(notes, cites, node), Vocabulary(())
        )
        readings, readings_sound = self._register(
            READINGS, lambda notes, node: read_readings(notes, cites, node), ()
        )
        if not (facts_sound and readings_sound):
            self.notes.silent = _OF_FACTS
        return sources, Registers(vocabulary, readings, cites)

    def _require(self, *registers: str) -> None:
        for register in registers:
            if register not in self.texts and register not in self.unread:
                self.unread.add(register)
                self.notes.put(self._problem(f"`{register}` is missing"))

    def _register(
        self, path: str, read: Callable[[Notes, Node], T], stand_in: StandIn
    ) -> tuple[T | StandIn, bool]:
        """What a register says, and whether that is all of it."""
        if path not in self.texts:
            return stand_in, path not in self.unread
        before = self.notes.noted
        try:
            return read(self.notes, self._tree(path)), self.notes.noted == before
        except Unreadable:
            return stand_in, False

    def _rules(self, reader: RuleReader) -> dict[str, Rule]:
        """The rules that can be read, by their ids; the others are `unread`."""
        rules: dict[str, Rule] = {}
        for path in self.texts:
            if path in REGISTERS:
                continue
            try:
                tree = self._tree(path)
                self._add_rule(rules, path, reader.read(tree, _stem(path)), tree)
            except Unreadable:
                self.unread.add(path)
        return rules

    def _add_rule(self, rules: dict[str, Rule], path: str, rule: Rule, tree: Node) -> None:
        folder = path.rpartition("/")[0]
        if folder != FOLDERS[rule.kind]:
            what = f"a rule of kind `{rule.kind.value}` belongs in `{FOLDERS[rule.kind]}/`"
            self.notes.add(tree, "R109", what)
        if rules.setdefault(rule.id, rule) is not rule:
            raise self.notes.fail(tree, "R108", f"rule `{rule.id}` is declared twice")


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(ENDING)


def _of_study(path: str) -> bool:
    return path.startswith(f"{STUDY}/")


def _yaml_files(folder: Path) -> list[str]:
    """Every file that an editor takes for YAML, by its path relative to the folder."""
    found = []
    for base, folders, files in walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        start = Path(base).relative_to(folder).as_posix()
        inside = "" if start == "." else f"{start}/"
        endings = (".yaml", ".yml")
        found += [inside + name for name in files if name.lower().endswith(endings)]
    return found


def _read(path: Path) -> bytes:
    """The bytes of a file, and no more than are needed to see that there are too many."""
    with path.open("rb") as file:
        raw = file.read(_COMMON_BYTES)
        return raw + file.read(MAX_RULE_BYTES) if len(raw) == _COMMON_BYTES else raw
