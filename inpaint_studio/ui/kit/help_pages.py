"""The pages of help: Markdown files in each language, readable as files and shown by the help window.

`resources/help/contents.json` holds their order, and what each page or heading covers: actions, methods, finders, their
options, cards and commands. An anchor is a line `<a id="…"></a>` above its heading, the same in every language.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from inpaint_studio.resources import resource

FALLBACK = "en"
KEYS_PAGE = "keys"
KEYS_MARK = "<!-- keys -->"  # where the window puts the table of all keys
_ANCHOR = re.compile(r'<a id="([a-z0-9-]+)"></a>')
_HEADING = re.compile(r"(#{1,4}) (.+)")
_MARKUP = re.compile(r"!\[([^\]]*)\]\([^)]*\)|\[([^\]]*)\]\([^)]*\)|<[^>]+>|[`*|]|^#+ |^[-:| ]+$", re.MULTILINE)


class Topic(NamedTuple):
    """A page, or a place on it. As text: `page` or `page#anchor`."""

    page: str
    anchor: str = ""

    @classmethod
    def of(cls, text: str) -> "Topic":
        page, _, anchor = text.partition("#")
        return cls(page, anchor)

    def __str__(self) -> str:
        return f"{self.page}#{self.anchor}" if self.anchor else self.page


@dataclass(frozen=True)
class Heading:
    level: int  # 1 = the title of the page
    title: str
    anchor: str  # "" = none


@dataclass(frozen=True)
class Section:
    """What stands below a heading, for the search."""

    topic: Topic
    page: str  # title of the page
    title: str  # of the heading; that of the page before its first
    text: str  # without markup


@dataclass(frozen=True)
class Page:
    """One page in one language."""

    key: str
    source: str  # Markdown, without the lines of the anchors
    headings: tuple[Heading, ...]
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        return self.headings[0].title


def contents() -> dict[str, dict[str, list[str]]]:
    """Page -> anchor ("" = the whole page) -> what it covers, as `kind:key`; the pages in their order."""
    table: dict[str, dict[str, list[str]]] = json.loads(resource("help/contents.json").read_text(encoding="utf-8"))
    return table


@lru_cache(maxsize=1)
def _topics() -> dict[str, Topic]:
    return {
        covered: Topic(page, anchor)
        for page, anchors in contents().items()
        for anchor, names in anchors.items()
        for covered in names
    }


def topic_of(kind: str, key: str) -> Topic | None:
    """Where something is explained. kind: action, method, finder, option, card or command."""
    return _topics().get(f"{kind}:{key}")


def page_text(key: str, language: str) -> str:
    """The file of a page in a language of the window, such as `zh_CN`; in English where that has none."""
    for folder in (language.partition("_")[0], FALLBACK):
        try:
            return resource(f"help/{folder}/{key}.md").read_text(encoding="utf-8")
        except FileNotFoundError:
            continue
    raise FileNotFoundError(f"There is no page {key} of help.")


def parse(key: str, text: str) -> Page:
    """A page from its Markdown."""
    lines: list[str] = []
    headings: list[Heading] = []
    bodies: list[list[str]] = []
    anchor, is_code = "", False
    for line in text.splitlines():
        is_code ^= line.startswith("```")
        named, heading = _ANCHOR.fullmatch(line.strip()), None if is_code else _HEADING.fullmatch(line)
        if named is not None and not is_code:
            anchor = named[1]
            continue
        lines.append(line)
        if heading is not None:
            headings.append(Heading(len(heading[1]), plain(heading[2]), anchor))
            bodies.append([])
            anchor = ""
        elif bodies:
            bodies[-1].append(line)
    title = headings[0].title if headings else key
    sections = []
    near = ""  # the anchor above, where a heading has none
    for heading_, body in zip(headings, bodies, strict=True):
        near = heading_.anchor or (near if heading_.level > 2 else "")
        sections.append(Section(Topic(key, near), title, heading_.title, plain("\n".join(body))))
    return Page(key, "\n".join(lines), tuple(headings), tuple(sections))


def plain(markdown: str) -> str:
    """Text without markup, on one line."""
    return " ".join(_MARKUP.sub(lambda match: match[1] or match[2] or "", markdown).split())


def search(pages: dict[str, Page], text: str) -> list[Section]:
    """Sections that hold every word of `text`, those with the words in their title first."""
    words = [word for word in text.casefold().split() if word]
    if not words:
        return []
    hits: list[tuple[int, Section]] = []
    for page in pages.values():
        for section in page.sections:
            title, body = section.title.casefold(), section.text.casefold()
            if all(word in title or word in body for word in words):
                in_title = sum(word in title for word in words)
                hits.append((-100 * in_title - sum(body.count(word) for word in words), section))
    return [section for _, section in sorted(hits, key=lambda one: one[0])]
