"""Flags of a search as values: what they mean, and what is a wrong call."""

import argparse
from collections.abc import Callable

import pytest

from inpaint_studio.cli.command import WrongCall
from inpaint_studio.cli.finding_flags import (
    add_filter_flags,
    add_finder_option_flags,
    parsed_finders,
    parsed_search,
    refuse_filter_flags,
)
from inpaint_studio.editing.findings import ReviewFilter


@pytest.fixture
def parsed() -> Callable[..., argparse.Namespace]:
    parser = argparse.ArgumentParser()
    add_filter_flags(parser)
    add_finder_option_flags(parser)
    return lambda *words: parser.parse_args(words)


def test_without_flags_the_filter_is_that_of_a_new_review(parsed):
    search = parsed_search(parsed(), parsed_finders("damage"))
    assert search.filter == ReviewFilter()
    assert not search.everything
    assert [finder.key for finder in search.finders] == ["damage"]


def test_every_flag_of_the_filter(parsed):
    words = ["--sensitivity", "70", "--smallest", "12", "--margin", "3", "--side", "darker", "--all", "--dark"]
    words += ["--without", "hair,dust"]
    search = parsed_search(parsed(*words), parsed_finders(" damage , damage"))
    assert search.filter == ReviewFilter(0.7, 12, frozenset({"hair", "dust"}), "darker", 3)
    assert search.everything
    assert search.options["damage"].dark


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--sensitivity 101", "--sensitivity is 101; it lies between 0 and 100 %."),
        ("--sensitivity nan", "--sensitivity is nan; it lies between 0 and 100 %."),
        ("--smallest -1", "--smallest is -1; it lies at 0 pixels or more."),
        ("--margin 101", "--margin is 101; it lies between 0 and 100 pixels."),
        ("--without dust,ghosts", "There is no class ghosts of findings; there are dust, hair,"),
    ],
)
def test_values_out_of_range_and_unknown_classes_are_wrong_calls(parsed, words, message):
    with pytest.raises(WrongCall, match=message.replace(".", r"\.")):
        parsed_search(parsed(*words.split()), parsed_finders("damage"))


@pytest.mark.parametrize("text", ["ghosts", "damage,ghosts", "", " , "])
def test_unknown_finders_are_answered_with_those_there_are(text):
    with pytest.raises(WrongCall, match=r"There is no finder .*; there are damage"):
        parsed_finders(text)


def test_flags_of_the_filter_need_a_search(parsed):
    refuse_filter_flags(parsed(), "--find")
    for words in ("--margin 2", "--all", "--side both"):
        with pytest.raises(WrongCall, match="give --find too"):
            refuse_filter_flags(parsed(*words.split()), "--find")
