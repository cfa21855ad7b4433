"""The folder `study/` of a ruleset, as a whole."""

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Lookup

from casewise.errors import Place, ProblemsFound
from casewise.model.ruleset import Ruleset
from casewise.model.study.claims import Claim, Finding
from casewise.model.study.design import Design, Selection
from casewise.model.study.recipe import Recipe
from casewise.model.study.study import Study
from casewise.model.vocabulary import FactType, Vocabulary
from casewise.reading.citations import CitationReader
from casewise.reading.shape import Notes, T, Unreadable
from casewise.reading.study.claims import ClaimReader, figures_in
from casewise.reading.study.design import read_design
from casewise.reading.study.expressions import ExpressionReader
from casewise.reading.study.recipe import RecipeReader
from casewise.reading.tree import Node, Text, read_tree
from casewise.reading.vocabulary import read_vocabulary
from casewise.reading.words import suggest, ticked

DESIGN, ATTRIBUTES, RECIPE = "design.yaml", "attributes.yaml", "cohort.yaml"
CLAIMS, FINDINGS = "claims.yaml", "findings.yaml"
ONE_CELL = (FactType.YES_NO, FactType.NUMBER, FactType.CHOICE)
"""The types of attribute, each of which is told in one cell of a table."""
FILES = (DESIGN, ATTRIBUTES, CLAIMS, FINDINGS, RECIPE)


def read_study(texts: Lookup[str, Text], ruleset: Ruleset, name: str) -> Study:
    """The study in texts by their file names; `name` is that of the folder.

    Raises:
        ProblemsFound: the texts do not make a study of this ruleset; what depends on a text that
            has problems is read once it has none.
    """
    return _Reader(texts, ruleset, name).study()


class _Reader:
    def __init__(self, texts: Lookup[str, Text], ruleset: Ruleset, name: str) -> None:
        self.notes = Notes()
        self.cites = CitationReader(self.notes, ruleset.sources)
        self.texts = texts
        self.ruleset = ruleset
        self.name = name

    def study(self) -> Study:
        self._require(DESIGN, ATTRIBUTES, CLAIMS, FINDINGS)
        nothing = Design((), (), (), Selection(0, (), (), ()), ())
        design = self._read(DESIGN, lambda at: read_design(self.notes, self.cites, at), nothing)
        about = self._read(
            ATTRIBUTES,
            lambda at: read_vocabulary(self.notes, self.cites, at, ONE_CELL),
            Vocabulary(()),
        )
        self.notes.raise_if_any()
        claims, findings = self._claims(design, about)
        study = Study(design, about, claims, findings, self._recipe(design, about))
        self.notes.raise_if_any()
        self._check_names(study)
        self.notes.raise_if_any()
        return study

    def _claims(
        self, design: Design, about: Vocabulary
    ) -> tuple[tuple[Claim, ...], tuple[Finding, ...]]:
        expressions = ExpressionReader(self.notes, self.cites, self.ruleset, about, design)
        reader = ClaimReader(self.notes, self.cites, expressions)
        no_claims: tuple[Claim, ...] = ()
        no_findings: tuple[Finding, ...] = ()
        claims = self._read(CLAIMS, reader.claims, no_claims)
        return claims, self._read(FINDINGS, reader.findings, no_findings)

    def _recipe(self, design: Design, about: Vocabulary) -> Recipe | None:
        if RECIPE not in self.texts:
            return None
        reader = RecipeReader(self.notes, self.ruleset.vocabulary, about, design)
        return self._read(RECIPE, lambda at: reader.read(at), None)

    def _require(self, *files: str) -> None:
        for file in files:
            if file not in self.texts:
                self.notes.put(Text(self.name, "").problem(1, 1, "R120", f"`{file}` is missing"))
        self.notes.raise_if_any()

    def _read(self, file: str, read: Callable[[Node], T], stand_in: T) -> T:
        try:
            return read(read_tree(self.texts[file]))
        except Unreadable:
            return stand_in
        except ProblemsFound as error:
            for problem in error.problems:
                self.notes.put(problem)
            return stand_in

    def _check_names(self, study: Study) -> None:
        """Every figure and finding that is referred to is there."""
        figures = study.figures()
        for figure in figures.values():
            if figure.compute is not None:
                self._check(figure.place, figures_in(figure.compute), "figure", figures)
            if figure.against:
                findings = [finding.id for finding in study.findings]
                self._check(figure.place, [figure.against], "finding", findings)
        for finding in study.findings:
            for line in finding.arithmetic:
                self._check(finding.place, figures_in(line.compute), "figure", figures)

    def _check(
        self, place: Place | None, names: Iterable[str], what: str, known: Iterable[str]
    ) -> None:
        for name in names:
            if name not in known and place is not None:
                hint = suggest(name, known)
                text = next(text for text in self.texts.values() if text.name == place.file)
                words = f"there is no {what} {ticked(name)}"
                self.notes.put(text.problem(place.line, place.column, "R105", words, hint))
