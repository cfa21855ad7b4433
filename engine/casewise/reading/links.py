"""Do the rules fit together? References, scopes, names, families, precedence and citations."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Lookup

from casewise.errors import Place
from casewise.model.conditions import Branch, Condition, Holds, walk
from casewise.model.rules import Kind, Rule, Yield
from casewise.model.ruleset import Reading, Source
from casewise.model.vocabulary import Vocabulary
from casewise.reading.chains import MAX_STEPS, Edges, cycles, too_long
from casewise.reading.cited import cited_by, missing
from casewise.reading.contradictions import contradictions
from casewise.reading.precedence import circles, note_gap_order, remainders
from casewise.reading.registers import Header
from casewise.reading.shape import Notes
from casewise.reading.tree import Text
from casewise.reading.words import suggest, ticked


class Links:
    """Checks a set of rules that were each read without a problem of their own.

    `unread` are the names of rules that are there but could not be read: what refers to them,
    and what can only be said of all rules together, is left for the next run.
    """

    def __init__(
        self, notes: Notes, texts: Lookup[str, Text], rules: Lookup[str, Rule], unread: set[str]
    ) -> None:
        self.notes = notes
        self.texts = texts
        self.rules = rules
        self.unread = unread
        self._conditions = {rule.id: list(_conditions(rule)) for rule in rules.values()}

    def note(self, place: Place | None, code: str, what: str, hint: str = "") -> None:
        """Note a problem at a place that the model remembers."""
        if place is not None:  # only what was not read from a text has none
            text = self.texts[place.file]
            self.notes.put(text.problem(place.line, place.column, code, what, hint))

    def check(self, readings: tuple[Reading, ...]) -> None:
        """Note what does not fit between the rules."""
        before = self.notes.noted
        for rule in self.rules.values():
            self._references(rule)
            self._family(rule)
        self._names()
        for name, place in cycles(self._graph()):
            self.note(place, "R110", f"rule `{name}` leads back to itself")
        for fault in circles(self.rules, {reading.name: reading.codes for reading in readings}):
            self.note(*fault)
        if not self.unread:
            for fault in remainders(self.rules):
                self.note(*fault)
            if self.notes.noted == before:
                self._consequences()

    def _references(self, rule: Rule) -> None:
        for scope, reference in self._references_in(rule):
            target = self.rules.get(reference.rule)
            if target is None:
                self._no_such(reference.place, "rule", reference.rule, self.rules)
            elif target.when is None:
                what = f"`{target.id}` is what remains and cannot be part of a rule"
                self.note(reference.place, "R105", what)
            elif target.scope != scope:
                about, where = (f"`{s}`" if s else "the case" for s in (target.scope, scope))
                what = f"rule `{target.id}` is about {about} and stands where {where} is judged"
                self.note(reference.place, "R114", what)

    def _references_in(self, rule: Rule) -> Iterator[tuple[str, Holds]]:
        for scope, condition in self._conditions[rule.id]:
            if isinstance(condition, Holds):
                yield scope, condition

    def _no_such(self, place: Place | None, kind: str, name: str, known: Iterable[str]) -> None:
        if name not in self.unread:
            self.note(place, "R105", f"there is no {kind} {ticked(name)}", suggest(name, known))

    def _names(self) -> None:
        """Every rule, branch and exclusion has a name of its own."""
        named = set(self.rules)
        for rule in self.rules.values():
            for name, place in self._parts_in(rule):
                if name in named:
                    self.note(place, "R108", f"there is something named `{name}` already")
                named.add(name)

    def _parts_in(self, rule: Rule) -> Iterator[tuple[str, Place | None]]:
        for _, condition in self._conditions[rule.id]:
            if isinstance(condition, Branch):
                yield condition.id, condition.place
        for exclusion in rule.exclusions:
            yield exclusion.id, exclusion.place

    def _graph(self) -> Edges:
        return {
            rule.id: [(ref.rule, ref.place) for _, ref in self._references_in(rule)]
            for rule in self.rules.values()
        }

    def _consequences(self) -> None:
        """What can be seen only by following the references, which needs them to be right."""
        for name in too_long(self._graph()):
            what = f"rule `{name}` leads through more than {MAX_STEPS} others"
            self.note(self.rules[name].place, "R123", what)
        for place, fact in contradictions(self.rules):
            what = f"beside what else is required here, this leaves no value of `{fact}`"
            self.note(place, "R113", what)

    # -- categories, subtypes, gaps ---------------------------------------------------------

    def _family(self, rule: Rule) -> None:
        if rule.kind is Kind.SUBTYPE:
            parent = self.rules.get(rule.parent)
            if parent is None or parent.kind is not Kind.CATEGORY:
                categories = [r.id for r in self.rules.values() if r.kind is Kind.CATEGORY]
                self._no_such(rule.place, "category", rule.parent, categories)
        for entry in rule.yields:
            self._yield_target(rule, entry)

    def _yield_target(self, rule: Rule, entry: Yield) -> None:
        """Rules of one family, and only they, stand beside each other."""
        family = [
            r.id for r in self.rules.values() if (r.kind, r.parent) == (rule.kind, rule.parent)
        ]
        if entry.to not in family:
            neighbours = [name for name in family if name != rule.id]
            self._no_such(entry.place, f"neighbouring {rule.kind.value}", entry.to, neighbours)

    def check_gaps(self, header: Header) -> None:
        """Note gaps that are not in the order of the header, and what in it is no gap."""
        gaps = {rule.id: rule for rule in self.rules.values() if rule.kind is Kind.GAP}
        note_gap_order(self.notes, header, gaps, self.unread)
        listed = {name for name, _ in header.gaps}
        for gap in gaps.values():
            if gap.id not in listed:
                what = f"gap `{gap.id}` is not in the order of `ruleset.yaml`"
                self.note(gap.place, "R119", what)

    # -- citations --------------------------------------------------------------------------

    def check_citations(
        self, vocabulary: Vocabulary, readings: tuple[Reading, ...], sources: tuple[Source, ...]
    ) -> None:
        """Note every citation of a source, or of lines of one, that is not there."""
        known = {source.id: source for source in sources}
        cited = cited_by(self.rules.values(), vocabulary, readings)
        for place, what, hint in missing(cited, known):
            self.note(place, "R115", what, hint)


def _conditions(rule: Rule) -> Iterator[tuple[str, Condition]]:
    if rule.when is not None:
        yield from walk(rule.when, rule.scope)
    for exclusion in rule.exclusions:
        yield from walk(exclusion.when)
