"""Which fact stands where in a text of cases."""

from casewise.reading.case_paths import case_paths
from casewise.reading.tree import Text


def test_keys_and_values_have_the_path_of_their_fact() -> None:
    text = "weight: 3\nitems:\n  - {fragile: yes}\n  - fragile: no\n"
    paths = case_paths(Text("text", text))
    assert paths[1, 1] == "weight"
    assert paths[1, 9] == "weight"
    assert paths[3, 6] == "items.1.fragile"
    assert paths[4, 14] == "items.2.fragile"


def test_in_a_list_the_number_of_the_case_comes_first() -> None:
    paths = case_paths(Text("text", '[{"weight": 3}, {"items": [{"fragile": "x"}]}]'))
    assert paths[1, 2] == "1.weight" or paths[1, 3] == "1.weight"
    assert paths[1, 40] == "2.items.1.fragile"
