"""Do the rules fit together? References, scopes, cycles, precedence, gaps and citations."""

from collections.abc import Iterator, Mapping as Lookup
from itertools import product

from casewise.errors import Place
from casewise.model.conditions import Branch, Condition, Holds, walk
from casewise.model.rules import Kind, Rule, Yield
from casewise.model.ruleset import Reading, Source
from casewise.model.vocabulary import Citation, Vocabulary
from casewise.reading.registers import Header
from casewise.reading.shape import Notes, suggest
from casewise.reading.tree import Text

_PRECEDENCE = (Kind.CATEGORY, Kind.SUBTYPE)


class Links:
    """Checks a set of rules that were each read without a problem of their own."""

    def __init__(self, notes: Notes, texts: Lookup[str, Text], rules: Lookup[str, Rule]) -> None:
        self.notes = notes
        self.texts = texts
        self.rules = rules

    def note(self, place: Place | None, code: str, what: str, hint: str = "") -> None:
        """Note a problem at a place that the model remembers."""
        assert place is not None  # everything that was read from a text has a place
        text = self.texts[place.file]
        self.notes.problems.append(text.problem(place.line, place.column, code, what, hint))

    def check(
        self, header: Header, vocabulary: Vocabulary, readings: tuple[Reading, ...], sources: tuple[Source, ...]
    ) -> None:
        """Note everything that does not fit."""
        for rule in self.rules.values():
            self._references(rule)
            self._family(rule)
        self._reference_cycles()
        self._precedence_cycles({reading.name: reading for reading in readings})
        self._gaps(header)
        self._residuals()
        self._citations(vocabulary, readings, sources)

    # -- references -------------------------------------------------------------------------

    def _references(self, rule: Rule) -> None:
        for scope, reference in _references(rule):
            target = self.rules.get(reference.rule)
            if target is None:
                hint = suggest(reference.rule, self.rules)
                self.note(reference.place, "R105", f"there is no rule `{reference.rule[:60]}`", hint)
            elif target.when is None:
                what = f"`{target.id}` is what remains and cannot be part of a rule"
                self.note(reference.place, "R105", what)
            elif target.scope != scope:
                about = f"`{target.scope}`" if target.scope else "the case"
                where = f"`{scope}`" if scope else "the case"
                what = f"rule `{target.id}` is about {about} and stands where {where} is judged"
                self.note(reference.place, "R114", what)

    def _reference_cycles(self) -> None:
        graph = {
            rule.id: [(ref.rule, ref.place) for _, ref in _references(rule) if ref.rule in self.rules]
            for rule in self.rules.values()
        }
        for name, place in _cycles(graph):
            self.note(place, "R110", f"rule `{name}` leads back to itself")

    # -- categories, subtypes, gaps ---------------------------------------------------------

    def _family(self, rule: Rule) -> None:
        if rule.kind is Kind.SUBTYPE:
            parent = self.rules.get(rule.parent)
            if parent is None or parent.kind is not Kind.CATEGORY:
                categories = [r.id for r in self.rules.values() if r.kind is Kind.CATEGORY]
                what = f"there is no category `{rule.parent[:60]}`"
                self.note(rule.place, "R105", what, suggest(rule.parent, categories))
        for entry in rule.yields:
            self._yield_target(rule, entry)

    def _yield_target(self, rule: Rule, entry: Yield) -> None:
        target = self.rules.get(entry.to)
        same = target is not None and (target.kind, target.parent) == (rule.kind, rule.parent)
        if not same:
            neighbours = [
                r.id for r in self.rules.values()
                if (r.kind, r.parent) == (rule.kind, rule.parent) and r is not rule
            ]  # fmt: skip
            what = f"there is no {rule.kind.value} `{entry.to[:60]}` beside this one"
            self.note(entry.place, "R105", what, suggest(entry.to, neighbours))

    def _precedence_cycles(self, readings: Lookup[str, Reading]) -> None:
        entries = [y for r in self.rules.values() if r.kind in _PRECEDENCE for y in r.yields]
        names = sorted({name for entry in entries for name, _ in entry.under})
        noted: set[Place | None] = set()
        for values in product(*(readings[name].codes for name in names)):
            chosen = dict(zip(names, values, strict=True))
            graph = {
                rule.id: [
                    (entry.to, entry.place)
                    for entry in rule.yields
                    if entry.to in self.rules and all(chosen[n] == v for n, v in entry.under)
                ]
                for rule in self.rules.values()
            }
            for name, place in _cycles(graph):
                if place not in noted:
                    noted.add(place)
                    self.note(place, "R111", f"`{name}` would yield to itself in the end")

    def _gaps(self, header: Header) -> None:
        gaps = {rule.id: rule for rule in self.rules.values() if rule.kind is Kind.GAP}
        listed = [name for name, _ in header.gaps]
        for position, (name, node) in enumerate(header.gaps):
            if name not in gaps:
                self.notes.add(node, "R119", f"there is no gap `{name[:60]}`", suggest(name, gaps))
            elif name in listed[:position]:
                self.notes.add(node, "R108", f"gap `{name}` is listed twice")
            elif gaps[name].when is None and position + 1 < len(listed):
                self.notes.add(node, "R119", f"`{name}` is what remains and must come last")
        for gap in gaps.values():
            if gap.id not in listed:
                self.note(gap.place, "R119", f"gap `{gap.id}` is not in the order of `ruleset.yaml`")

    def _residuals(self) -> None:
        """What must be total has exactly one residual: the gaps, and each category's subtypes."""
        families: dict[str, list[Rule]] = {}
        for rule in self.rules.values():
            if rule.kind is Kind.SUBTYPE:
                families.setdefault(rule.parent, []).append(rule)
            if rule.kind is Kind.GAP:
                families.setdefault("gap", []).append(rule)
        for family in families.values():
            residuals = [rule for rule in family if rule.when is None]
            if not residuals:
                what = "one of these must be `when: otherwise`, or a record could fall through"
                self.note(family[-1].place, "R122", what)
            for extra in residuals[1:]:
                self.note(extra.place, "R122", f"`{residuals[0].id}` is `otherwise` already")

    # -- citations --------------------------------------------------------------------------

    def _citations(
        self, vocabulary: Vocabulary, readings: tuple[Reading, ...], sources: tuple[Source, ...]
    ) -> None:
        known = {source.id: source for source in sources}
        for place, cites in _cited(self.rules, vocabulary, readings):
            for cite in cites:
                source = known.get(cite.source)
                if source is None:
                    what = f"there is no source `{cite.source[:60]}`"
                    self.note(place, "R115", what, suggest(cite.source, known))
                elif cite.last > source.lines:
                    what = f"`{cite}` lies beyond the {source.lines} lines of the source"
                    self.note(place, "R115", what)


def _references(rule: Rule) -> Iterator[tuple[str, Holds]]:
    for scope, condition in _conditions(rule):
        if isinstance(condition, Holds):
            yield scope, condition


def _conditions(rule: Rule) -> Iterator[tuple[str, Condition]]:
    if rule.when is not None:
        yield from walk(rule.when, rule.scope)
    for exclusion in rule.exclusions:
        yield from walk(exclusion.when)


def _cited(
    rules: Lookup[str, Rule], vocabulary: Vocabulary, readings: tuple[Reading, ...]
) -> Iterator[tuple[Place | None, tuple[Citation, ...]]]:
    for rule in rules.values():
        yield rule.place, rule.cites
        for part in (*rule.exclusions, *rule.yields):
            yield part.place, part.cites
        for _, condition in _conditions(rule):
            if isinstance(condition, Branch):
                yield condition.place, condition.cites
    for _, fact in vocabulary:
        yield fact.place, fact.cites
    for reading in readings:
        for value in reading.values:
            yield reading.place, value.cites


def _cycles(graph: Lookup[str, list[tuple[str, Place | None]]]) -> Iterator[tuple[str, Place | None]]:
    """The edges that close a cycle, found depth first without recursion."""
    done: set[str] = set()
    for root in sorted(graph):
        path: dict[str, Iterator[tuple[str, Place | None]]] = {}
        if root not in done:
            path[root] = iter(graph[root])
        while path:
            name, edges = next(reversed(path.items()))
            step = next(edges, None)
            if step is None:
                done.add(name)
                del path[name]
            elif step[0] in path:
                yield step
            elif step[0] not in done:
                path[step[0]] = iter(graph[step[0]])
