"""The pages of help: whole in each language, without dead links, and about everything that the program can do."""

import argparse
import re
import shlex
from functools import lru_cache

import pytest
from PySide6.QtGui import QImageReader, QKeySequence

from inpaint_studio.cli.commands import COMMANDS
from inpaint_studio.cli.parsing import command_parser, window_parser
from inpaint_studio.filling.methods import METHODS
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.options import options_of
from inpaint_studio.resources import resource
from inpaint_studio.ui.kit import help_pages
from inpaint_studio.ui.kit.actions import ACTIONS
from inpaint_studio.ui.kit.help_pages import KEYS_MARK, Topic, contents, page_text, parse, plain, search, topic_of
from inpaint_studio.ui.tools import table  # noqa: F401 - the tools join the actions
from inpaint_studio.work.routines.cards import CARDS

LANGUAGES = ("en", "zh_CN")
_LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)]+)\)")
_FLAG = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]*")
_LARGEST, _MOST = 60_000, 8  # bytes of a picture, and how many


@lru_cache
def _pages(language):
    return {key: parse(key, page_text(key, language)) for key in contents()}


def _source(key, language):
    return page_text(key, language)


@pytest.mark.parametrize("folder", ["en", "zh"])
def test_every_page_is_there_in_each_language_and_no_other(folder):
    assert {path.stem for path in resource(f"help/{folder}").iterdir()} == set(contents())


@pytest.mark.parametrize("key", list(contents()))
def test_a_page_has_the_same_anchors_pictures_and_examples_in_each_language(key):
    def bones(language):
        text = _source(key, language)
        pictures = [re.sub(r"-(en|zh)\.", ".", link) for image, link in _LINK.findall(text) if image]
        return re.findall(r'<a id="([^"]+)">', text), pictures, re.findall(r"```\n(.*?)```", text, re.DOTALL)

    assert bones("en") == bones("zh_CN")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_link_of_a_page_leads_nowhere(language):
    pages = _pages(language)
    anchors = {key: {heading.anchor for heading in page.headings} for key, page in pages.items()}
    dead = []
    for key in pages:
        for image, link in _LINK.findall(_source(key, language)):
            if image:
                name = link.removeprefix("../pictures/")
                assert link != name, f"{key}: pictures lie in help/pictures"
                assert resource(f"help/pictures/{name}").is_file()
            elif "://" not in link:
                page, _, anchor = link.partition("#")
                page = page.removesuffix(".md") or key
                if page not in pages or (anchor and anchor not in anchors[page]):
                    dead.append((key, link))
    assert dead == []


def test_every_anchor_of_the_contents_stands_on_its_page():
    for key, anchors in contents().items():
        there = {heading.anchor for heading in _pages("en")[key].headings}
        assert set(anchors) - {""} <= there, key


def test_pictures_are_few_small_shown_by_qt_and_all_used():
    pictures = sorted(resource("help/pictures").iterdir())
    used = {
        link.rpartition("/")[2]
        for lang in LANGUAGES
        for key in contents()
        for _, link in _LINK.findall(_source(key, lang))
    }
    assert {path.name for path in pictures} <= used
    assert len(pictures) <= _MOST
    for path in pictures:
        assert path.stat().st_size <= _LARGEST, path.name
        assert QImageReader(str(path)).canRead(), path.name


def _covered():
    names = [name for anchors in contents().values() for names in anchors.values() for name in names]
    assert len(names) == len(set(names)), "two places explain one thing"
    return set(names)


def test_everything_that_can_be_done_or_set_has_a_page_and_nothing_that_is_gone():
    options = {
        f"option:{owner.key}.{field.name}"
        for kind, owners in (("method", METHODS), ("finder", FINDERS))
        for owner in owners.values()
        for options_type in {owner.options, getattr(owner, "data_options", None)} - {None}
        for field in options_of(options_type)
    }
    there = {
        *(f"action:{key}" for key in ACTIONS),
        *(f"method:{key}" for key in METHODS),
        *(f"finder:{key}" for key in FINDERS),
        *(f"card:{key}" for key in CARDS),
        *(f"command:{key}" for key in COMMANDS),
        *options,
    }
    covered = _covered()
    assert sorted(there - covered) == [], "write about it, and put it into resources/help/contents.json"
    assert sorted(covered - there) == []


def test_a_thing_is_looked_up_by_kind_and_key():
    assert topic_of("action", "tool_guide") == Topic("large-objects", "lines")
    assert topic_of("action", "no such") is None
    assert str(Topic.of("files#verify")) == "files#verify"


def _flags(parser):
    flags = set()
    for action in parser._actions:
        flags |= set(action.option_strings)
        if isinstance(action, argparse._SubParsersAction):
            flags |= {flag for sub in action.choices.values() for flag in _flags(sub)}
    return flags


@lru_cache
def _all_flags():
    return {flag for parser in (window_parser(), *map(command_parser, COMMANDS.values())) for flag in _flags(parser)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_names_an_option_that_no_command_has(language):
    named = {flag for key in contents() for flag in _FLAG.findall(_source(key, language))}
    assert len(named) > 20
    assert sorted(named - _all_flags()) == []


def _examples(language="en"):
    blocks = (block for key in contents() for block in re.findall(r"```\n(.*?)```", _source(key, language), re.DOTALL))
    return sorted({line for block in blocks for line in block.splitlines() if line})


def test_every_command_has_an_example():
    assert {shlex.split(line)[1] for line in _examples()} >= set(COMMANDS)


@pytest.mark.parametrize("line", _examples())
def test_an_example_is_a_call_that_its_command_takes(line):
    program, *words = shlex.split(line)
    assert program == "inpaint-studio"
    if words[0] in COMMANDS:
        command_parser(COMMANDS[words[0]]).parse_args(words[1:])
    else:
        window_parser().parse_args(words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_that_a_page_names_are_those_of_the_table(language):
    known = {QKeySequence(key).toString() for action in ACTIONS.values() for key in action.keys}
    named = {key for page in contents() for key in re.findall(r"<kbd>(.*?)</kbd>", _source(page, language))}
    assert len(named) > 60
    assert sorted(key for key in named if QKeySequence(key).toString() not in known) == []


def test_the_page_of_keys_leaves_room_for_the_table():
    assert all(KEYS_MARK in _source("keys", language) for language in LANGUAGES)


def test_a_page_that_a_language_lacks_is_shown_in_english():
    assert page_text("privacy", "fr_FR") == page_text("privacy", "en")
    with pytest.raises(FileNotFoundError):
        page_text("no-such-page", "en")


PAGE = parse(
    "toy",
    '# Toys\n\nAll of **them**.\n\n<a id="bear"></a>\n## The bear\n\nBrown, see [cars](cars.md).\n\n'
    "### His ear\n\nsoft\n\n"
    "```\n# no heading\n```\n\n## Cars\n\nA brown bear drives.\n",
)


def test_headings_take_the_anchor_above_and_code_has_none():
    assert [(one.level, one.title, one.anchor) for one in PAGE.headings] == [
        (1, "Toys", ""),
        (2, "The bear", "bear"),
        (3, "His ear", ""),
        (2, "Cars", ""),
    ]
    assert "<a id" not in PAGE.source
    assert PAGE.sections[2].topic == Topic("toy", "bear"), "the nearest anchor above"
    assert plain("a `b` **c** [d](e.md) ![f](g.png)") == "a b c d f"


def test_a_search_wants_every_word_and_puts_titles_first():
    assert [one.title for one in search({"toy": PAGE}, "BEAR")] == ["The bear", "Cars"]
    assert [one.title for one in search({"toy": PAGE}, "brown drives")] == ["Cars"]
    assert search({"toy": PAGE}, "  ") == []
    assert [one.page for one in search(_pages("zh_CN"), "划痕")][:1] != []


def test_the_contents_hold_no_page_twice():
    assert list(contents()) == list(dict.fromkeys(contents()))
    assert help_pages.FALLBACK == "en"
