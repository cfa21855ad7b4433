"""How the desk gets what the codebook is made from."""

from collections.abc import Callable

from casewise.codebook.material import Material
from casewise.model.ruleset import Ruleset

MaterialOf = Callable[[Ruleset], Material]
"""Gets the texts of the rules and the worked cases when somebody wants to read them."""
