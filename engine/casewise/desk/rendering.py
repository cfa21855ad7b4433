"""Templates to pages: those of the desk, and the blocks of the codebook within them."""

from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from casewise.codebook.document import Link
from casewise.codebook.naming import rule_page
from casewise.explanation.sections import cite_words, outcome_words, placement_words
from casewise.model.ruleset import Ruleset

RULES = "/rules/"


class Renderer:
    """Fills templates with what every page has, and what one page says."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._environment = Environment(
            loader=ChoiceLoader(
                [PackageLoader("casewise.desk"), PackageLoader("casewise.codebook")]
            ),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= {
            "ruleset": ruleset,
            "to": target,
            "to_page": lambda path: RULES + path,
            "to_rule": lambda rule: RULES + rule_page(rule),
            "cite_words": cite_words,
            "outcome_words": partial(outcome_words, ruleset),
            "placement_words": partial(placement_words, ruleset),
        }
        self._environment.filters |= {"sentence": sentence, "sentence_case": sentence_case}

    def page(self, template: str, status: HTTPStatus = HTTPStatus.OK, **said: Any) -> HTMLResponse:
        """A page.

        Args:
            template: its name, without the ending.
            status: of the answer.
            said: what the template asks for.
        """
        return HTMLResponse(self.text(template, **said), status)

    def text(self, template: str, **said: Any) -> str:
        """The page as text."""
        return self._environment.get_template(f"{template}.html").render(page=template, **said)

    def pieces(self, template: str, mark: str, **said: Any) -> Iterator[str]:
        """The page as text, in the pieces between a mark."""
        yield from self.text(template, **said).split(mark)


def target(link: Link) -> str:
    """Where a link of the codebook leads here."""
    return f"{RULES}{link.page}" + (f"#{link.anchor}" if link.anchor else "")


def sentence(words: str) -> str:
    """A clause as a sentence."""
    return sentence_case(words) + ("" if words.endswith((".", "?", ":")) else ".")


def sentence_case(words: str) -> str:
    """Words as they begin a sentence."""
    return f"{words[:1].upper()}{words[1:]}"
