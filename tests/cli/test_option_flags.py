"""Flags derived from annotated options: which kinds they go to, and what is a wrong call."""

import argparse
from dataclasses import dataclass
from typing import Annotated

import pytest

from inpaint_studio.cli.command import WrongCall
from inpaint_studio.cli.option_flags import add_option_flags, parsed_option_sets, parsed_options
from inpaint_studio.options import NoOptions, Option


@dataclass(frozen=True)
class Fine:
    depth: Annotated[float, Option("Depth", 0, 1, " %", 100)] = 0.5
    dark: Annotated[bool, Option("Dark")] = False


@dataclass(frozen=True)
class Coarse:
    depth: Annotated[float, Option("Depth", 0, 2, " %", 100)] = 1.0
    passes: Annotated[int, Option("Passes", 1, 9)] = 2


KINDS = [("fine", Fine), ("coarse", Coarse)]


def arguments(*words: str, without: tuple[str, ...] = ()) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_option_flags(parser, KINDS, without)
    return parser.parse_args(words)


def test_a_flag_goes_to_every_kind_that_has_its_option():
    flags = arguments("--depth", "40", "--passes", "3", "--dark")
    assert parsed_option_sets(flags, KINDS) == {"fine": Fine(0.4, True), "coarse": Coarse(0.4, 3)}
    assert parsed_option_sets(arguments(), KINDS) == {"fine": Fine(), "coarse": Coarse()}
    assert parsed_options(arguments("--dark"), "fine", Fine) == Fine(dark=True)


def test_an_option_that_none_of_them_has_is_a_wrong_call():
    with pytest.raises(WrongCall, match=r"fine has no option --passes\."):
        parsed_options(arguments("--passes", "3"), "fine", Fine)
    with pytest.raises(WrongCall, match=r"fine and other have no option --passes\."):
        parsed_option_sets(arguments("--passes", "3"), [("fine", Fine), ("other", NoOptions)])


def test_a_value_must_be_in_the_range_of_each():
    with pytest.raises(WrongCall, match=r"--depth is 150; it lies between 0 and 100 %\."):
        parsed_option_sets(arguments("--depth", "150"), KINDS)
    assert parsed_options(arguments("--depth", "150"), "coarse", Coarse).depth == 1.5


def test_names_that_something_else_answers_get_no_flag():
    with pytest.raises(SystemExit):
        arguments("--depth", "40", without=("depth",))
    assert not arguments("--dark", without=("depth",)).__dict__.keys() & {"option_depth"}
