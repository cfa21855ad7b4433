"""What a codebook is made from: the rules, the texts they were read from, their worked cases."""

from collections.abc import Mapping

from attrs import frozen

from casewise.model.case import WorkedCase
from casewise.model.rules import Rule
from casewise.model.ruleset import Ruleset
from casewise.reading.ruleset import FOLDERS


@frozen
class Material:
    """A ruleset with the text of each rule file and its worked cases, by the names of their files.

    Files are named relative to their folder: `terms/minor-victim.yaml`. A rule whose text is not
    given is shown without it.
    """

    ruleset: Ruleset
    texts: Mapping[str, str]
    worked: Mapping[str, tuple[WorkedCase, ...]]


def file_of(rule: Rule) -> str:
    """The file of a rule, relative to the folder of its ruleset."""
    return f"{FOLDERS[rule.kind]}/{rule.id}.yaml"
