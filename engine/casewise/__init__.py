"""casewise: classify a case against cited rules, and say why.

    import casewise

    rules = casewise.load("njov-1")
    for case in casewise.read_cases("arrest_made: no", rules):
        result = casewise.classify(rules, case)
        print(casewise.render(casewise.explain(result)))

Names are loaded when first used, so that `import casewise` costs next to nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casewise.counterfactual.changing import changes as changes
    from casewise.counterfactual.why_not import why_not as why_not
    from casewise.errors import CasewiseError as CasewiseError
    from casewise.errors import ProblemsFound as ProblemsFound
    from casewise.evaluation.classification import classify as classify
    from casewise.explanation.explaining import explain as explain
    from casewise.explanation.rendering import render as render
    from casewise.explanation.values import Explanation as Explanation
    from casewise.frames.classifying import classify_frame as classify_frame
    from casewise.library import load as load
    from casewise.library import load_cases as load_cases
    from casewise.library import read_cases as read_cases
    from casewise.live import follow as follow
    from casewise.model.case import Case as Case
    from casewise.model.ruleset import Ruleset as Ruleset
    from casewise.result import Result as Result

_HOMES = {
    "Case": "casewise.model.case",
    "CasewiseError": "casewise.errors",
    "Explanation": "casewise.explanation.values",
    "ProblemsFound": "casewise.errors",
    "Result": "casewise.result",
    "Ruleset": "casewise.model.ruleset",
    "changes": "casewise.counterfactual.changing",
    "classify": "casewise.evaluation.classification",
    "classify_frame": "casewise.frames.classifying",
    "explain": "casewise.explanation.explaining",
    "follow": "casewise.live",
    "load": "casewise.library",
    "load_cases": "casewise.library",
    "read_cases": "casewise.library",
    "render": "casewise.explanation.rendering",
    "why_not": "casewise.counterfactual.why_not",
}
__all__ = sorted(_HOMES)
__version__ = "1.0.0"


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module `casewise` has no attribute `{name}`")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
