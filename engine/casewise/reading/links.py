"""Do the rules fit together? References, scopes, names, families and precedence."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Lookup

from casewise.errors import Place
from casewise.model.conditions import Branch, Condition, Holds, walk
from casewise.model.rules import Kind, Rule
from casewise.model.ruleset import Reading
from casewise.reading.chains import MAX_STEPS, Edges, cycles, too_long
from casewise.reading.contradictions import contradictions
from casewise.reading.precedence import check_gap_order, circles, remainders
from casewise.reading.registers import Header
from casewise.reading.shape import Notes
from casewise.reading.tree import Mapping, Text, read_tree
from casewise.reading.words import suggest, ticked


class Links:
    """Checks a set of rules that were each read without a problem of their own.

    `unread` are the names of rules that are there but could not be read: what refers to them,
    and what can only be said of all rules together, is left for the next run.
    """

    def __init__(
        self,
        notes: Notes,
        rules: Lookup[str, Rule],
        texts: Iterable[Text],
        unread: set[str],
    ) -> None:
        self.notes = notes
        self.rules = rules
        self.unread = unread
        self._texts = {text.name: text for text in texts}
        self._known = [*rules, *unread]
        self._conditions = {rule.id: list(_conditions(rule)) for rule in rules.values()}

    def check(self, readings: tuple[Reading, ...]) -> None:
        """Note what does not fit between the rules."""
        before = self.notes.noted
        for rule in self.rules.values():
            self.references(self._conditions[rule.id])
            if rule.accepts is not None:
                self.references(walk(rule.accepts.when))
        self._families()
        self._names()
        graph = self._graph()
        for name, place in cycles(graph):
            self.note(place, "R110", f"rule `{name}` leads back to itself")
        for place, what in circles(self.rules, {each.name: each.codes for each in readings}):
            self.note(place, "R111", what)
        if not self.unread:
            for rule, what in remainders(self.rules):
                self._note_key(rule, "when", "R122", what)
            if self.notes.noted == before:
                self._consequences(graph)

    def note(self, place: Place | None, code: str, what: str, hint: str = "") -> None:
        """Note a problem at a place that the model remembers."""
        if place is not None:  # only what was not read from a text has none
            text = self._texts[place.file]
            self.notes.put(text.problem(place.line, place.column, code, what, hint))

    def _note_key(self, rule: Rule, key: str, code: str, what: str, hint: str = "") -> None:
        """Note a problem at the value of a key of a rule, whose text is read again for it."""
        if rule.place is not None:
            tree = read_tree(self._texts[rule.place.file])
            value = tree.entries[key][1] if isinstance(tree, Mapping) else tree
            self.notes.add(value, code, what, hint)

    # -- references -------------------------------------------------------------------------

    def references(self, conditions: Iterable[tuple[str, Condition]]) -> None:
        """Note where conditions, each in its scope, refer to what is no rule about that."""
        for scope, reference in conditions:
            if not isinstance(reference, Holds):
                continue
            target = self.rules.get(reference.rule)
            if target is None:
                if reference.rule not in self.unread:
                    what = f"there is no rule {ticked(reference.rule)}"
                    self.note(reference.place, "R105", what, suggest(reference.rule, self._known))
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

    def _graph(self) -> Edges:
        return {
            rule.id: [(ref.rule, ref.place) for _, ref in self._references_in(rule)]
            for rule in self.rules.values()
        }

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

    def _consequences(self, graph: Edges) -> None:
        """What can be seen only by following the references, which needs them to be right."""
        for name in too_long(graph):
            what = f"rule `{name}` leads through more than {MAX_STEPS} others"
            self._note_key(self.rules[name], "when", "R123", what)
        for place, fact in contradictions(self.rules):
            what = f"beside what else is required here, this leaves no value of `{fact}`"
            self.note(place, "R113", what)

    # -- categories, subtypes, gaps ---------------------------------------------------------

    def _families(self) -> None:
        """A subtype has its category; rules of one family, and only they, yield to each other."""
        families: dict[tuple[Kind, str], set[str]] = {}
        for rule in self.rules.values():
            families.setdefault((rule.kind, rule.parent), set()).add(rule.id)
        for rule in self.rules.values():
            if rule.kind is Kind.SUBTYPE:
                self._parent(rule, families.get((Kind.CATEGORY, ""), set()))
            self._neighbours(rule, families[rule.kind, rule.parent])

    def _parent(self, rule: Rule, categories: set[str]) -> None:
        if rule.parent not in categories and rule.parent not in self.unread:
            what = f"there is no category {ticked(rule.parent)}"
            self._note_key(rule, "of", "R105", what, suggest(rule.parent, sorted(categories)))

    def _neighbours(self, rule: Rule, family: set[str]) -> None:
        named: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
        for entry in rule.yields:
            if (entry.to, entry.under) in named:
                self.note(entry.place, "R108", f"`{entry.to}` is named twice")
            elif entry.to not in family and entry.to not in self.unread:
                what = f"there is no neighbouring {rule.kind.value} {ticked(entry.to)}"
                hint = suggest(entry.to, sorted(family - {rule.id}))
                self.note(entry.place, "R105", what, hint)
            named.add((entry.to, entry.under))

    def check_gaps(self, header: Header) -> None:
        """Note what in the order of the gaps is none, and gaps that are not in it."""
        gaps = {rule.id: rule for rule in self.rules.values() if rule.kind is Kind.GAP}
        before = self.notes.noted
        check_gap_order(self.notes, header, gaps, self.unread)
        if self.notes.noted > before:  # what is misnamed there may be what is missing
            return
        for gap in gaps.keys() - {name for name, _ in header.gaps}:
            what = f"gap `{gap}` is not in the order of `ruleset.yaml`"
            self._note_key(gaps[gap], "id", "R119", what)


def _conditions(rule: Rule) -> Iterator[tuple[str, Condition]]:
    if rule.when is not None:
        yield from walk(rule.when, rule.scope)
    for exclusion in rule.exclusions:
        yield from walk(exclusion.when)
