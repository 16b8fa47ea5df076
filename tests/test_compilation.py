"""Compiling inner loops, with and without a place for the result."""

from collections.abc import Callable

from inpaint_studio import compilation


def test_without_a_place_for_what_is_compiled_it_is_compiled_all_the_same() -> None:
    """A frozen program has no source files, and numba no folder to keep its work in."""
    names: dict[str, Callable] = {}
    exec(compile("def double(number):\n    return 2 * number\n", "<frozen>", "exec"), names)
    double = compilation.compiled(names["double"])
    assert double(21) == 42
    assert hasattr(double, "signatures"), "left to Python"
