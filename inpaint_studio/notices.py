"""Licences of what this program is made of: read from the file that a package carries, or from what is installed.

An application folder carries `NOTICES.txt`, which its build has written. In a checkout and an installed wheel the
libraries lie beside us with their own metadata, and the same collector reads them when they are asked for.
"""

import re
from collections.abc import Iterable, Sequence
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import NamedTuple

from inpaint_studio.resources import resource

FILE = "NOTICES.txt"
_PROGRAM = "inpaint-studio"
_TEXT = re.compile(r"(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)
_CLASSIFIER = "License :: OSI Approved :: "
_STRONG = re.compile(r"(?<![A-Za-z])A?GPL|GNU (Affero )?General Public", re.IGNORECASE)
_RULE = "=" * 80


class Notice(NamedTuple):
    """One component: a Python distribution, or a library that is used by one."""

    name: str
    version: str  # "" where it is not known
    licence: str  # an SPDX expression, or the words of its authors; "" where it names none
    texts: tuple[str, ...]  # of its licence files


def text() -> str:
    """All notices, for reading."""
    try:
        return resource(FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return written(map(notice_of, installed()))


def installed() -> list[Distribution]:
    """This program and whatever it needs, as far as it is installed here, without its extras; by name."""
    distributions: dict[str, Distribution] = {}
    waiting = [_PROGRAM]
    while waiting:
        name = _normal(waiting.pop())
        if name in distributions:
            continue
        try:
            distributions[name] = one = distribution(name)
        except PackageNotFoundError:  # for another system or Python
            continue
        for requirement in one.requires or ():
            needed, _, condition = requirement.partition(";")
            if "extra" not in condition:
                waiting.append(re.split(r"[^A-Za-z0-9._-]", needed.strip(), maxsplit=1)[0])
    return [distributions[name] for name in sorted(distributions)]


def notice_of(one: Distribution) -> Notice:
    files = [path for path in one.files or () if ".dist-info/" in path.as_posix() and _TEXT.search(path.as_posix())]
    texts = []
    for path in sorted(files, key=str):
        try:
            texts.append(path.read_text(encoding="utf-8").strip())
        except (OSError, ValueError):  # listed, and not there
            continue
    return Notice(one.name, one.version, licence_of(one), tuple(texts))


def licence_of(one: Distribution) -> str:
    expressions = one.metadata.get_all("License-Expression")
    if expressions:
        return str(expressions[0])
    classifiers = [str(value) for value in one.metadata.get_all("Classifier") or ()]
    names = [value.removeprefix(_CLASSIFIER) for value in classifiers if value.startswith(_CLASSIFIER)]
    words = str((one.metadata.get_all("License") or [""])[0]).strip()
    if names and (len(words) > 60 or not words):
        return " AND ".join(names)
    return words.splitlines()[0] if words else ""


def objection(notice: Notice) -> str:
    """Why a component must not be shipped, in a few words; "" where it may be.

    LGPL may: its libraries are files of their own that a person can replace, which is all it asks for. GPL may where
    its authors except what is linked or made with it, and where it is one of several choices. GPL alone may not: the
    whole folder would have to be under it.
    """
    if not notice.licence:
        return "it names no licence"
    choices = re.split(r"\s+or\s+", notice.licence, flags=re.IGNORECASE)
    if all(_is_strong(choice) for choice in choices):
        return f"{notice.licence} would cover the whole folder"
    return ""


def written(notices: Iterable[Notice]) -> str:
    """One text: first the list, then every licence."""
    all_of_them: Sequence[Notice] = list(notices)
    head = ["Inpaint Studio is made with these components. Their licences follow in the same order.", ""]
    head += [f"  {_title(one)}: {one.licence or 'see below'}" for one in all_of_them]
    parts = ["\n".join(head)]
    for one in all_of_them:
        body = "\n\n".join(one.texts) or f"Its distribution holds no text of its licence ({one.licence})."
        parts.append(f"{_RULE}\n{_title(one)}\n{one.licence}\n{_RULE}\n\n{body}")
    return "\n\n".join(parts) + "\n"


def _is_strong(licence: str) -> bool:
    rest = re.sub(r"(?i)lgpl|gnu (lesser|library) general public", "", licence)
    return bool(_STRONG.search(rest)) and "exception" not in licence.lower()


def _title(one: Notice) -> str:
    return f"{one.name} {one.version}".strip()


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
