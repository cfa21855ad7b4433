"""One explanation in the form a reader wants."""

import json

from casewise.errors import CasewiseError
from casewise.explanation.json_form import json_form
from casewise.explanation.markdown import markdown
from casewise.explanation.outline import outline
from casewise.explanation.plain import plain
from casewise.explanation.values import Explanation

FORMS = ("text", "outline", "markdown", "json")


class UnknownForm(CasewiseError):
    """There is no such form."""


def render(explanation: Explanation, form: str = "text") -> str:
    """The explanation as text in plain words, an outline of the inference, Markdown or JSON.

    Raises:
        UnknownForm: `form` is none of `FORMS`.
    """
    if form == "json":
        return json.dumps(json_form(explanation), indent=2, ensure_ascii=False) + "\n"
    renderers = {"text": plain, "outline": outline, "markdown": markdown}
    if form not in renderers:
        raise UnknownForm(f"there is no form `{form}` (choose {', '.join(FORMS)})")
    return renderers[form](explanation)
