"""A study: its design, what it says of cases besides facts, its claims and findings."""

from attrs import frozen

from casewise.model.study.claims import Claim, Figure, Finding
from casewise.model.study.design import Design
from casewise.model.study.recipe import Recipe
from casewise.model.vocabulary import Vocabulary


@frozen
class Study:
    """What lies in the folder `study/` of a ruleset.

    `attributes` are known of cases and used by no rule. A study may lack a recipe for a sample.
    """

    design: Design
    attributes: Vocabulary
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    recipe: Recipe | None

    def figures(self) -> dict[str, Figure]:
        """The figures by the names that others refer to: `Q01.arrests`."""
        return {
            f"{claim.id}.{figure.id}": figure for claim in self.claims for figure in claim.figures
        }
