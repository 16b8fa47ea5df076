"""How this program was installed, and by it how the packages of an extra are added."""

import sys

from inpaint_studio.sentence import Sentence, say


def is_frozen() -> bool:
    """Whether this is the application folder, without a Python of its own."""
    return bool(getattr(sys, "frozen", False))


def how_to_add(extra: str) -> Sentence:
    """What a person does who misses the packages of an extra of pyproject.toml."""
    if is_frozen():
        return say(
            "This application folder takes no extras: install the program's wheel instead, with pipx install "
            "'FILE.whl[{extra}]'.",
            extra=extra,
        )
    return say("Install the extra {extra}: pip install 'inpaint-studio[{extra}]'.", extra=extra)


def how_to_add_package(package: str) -> Sentence:
    """The same of a package that belongs to no extra."""
    if is_frozen():
        return say(
            "This application folder takes no packages: install the program's wheel with pipx instead, then run pipx "
            "inject inpaint-studio {package}.",
            package=package,
        )
    return say("Install it: pip install {package}.", package=package)
