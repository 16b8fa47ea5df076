"""Manual pages say what the parsers take."""

import argparse
import re

import manual
import pytest

from inpaint_studio.cli.commands import COMMANDS
from inpaint_studio.cli.parsing import command_parser, window_parser


@pytest.fixture(scope="module")
def pages():
    return manual.manual_pages()


def options_in_help(parser):
    """What `--help` lists at the beginning of a line, without the usage and without what is said of it."""
    rows = re.findall(r"^  (-.*?)(?:  .*)?$", parser.format_help(), re.MULTILINE)
    return {option for row in rows for option in re.findall(r"--[\w-]+", row)}


def options_in_page(page):
    return set(re.findall(r"--[\w-]+", page.replace(r"\-", "-")))


@pytest.mark.parametrize("key", COMMANDS)
def test_every_option_of_a_command_stands_in_its_page(pages, key):
    page = pages[f"inpaint-studio-{key}.1"]
    listed = options_in_help(command_parser(COMMANDS[key]))
    assert "--help" in listed
    assert listed <= options_in_page(page)


def test_options_of_the_window_and_every_command_stand_in_the_first_page(pages):
    page = pages["inpaint-studio.1"]
    assert {"--mask", "--wait", "--return", "--host", "--new", "--version"} <= options_in_page(page)
    assert "--return" in window_parser().format_help()
    assert set(pages) == {"inpaint-studio.1", *(f"inpaint-studio-{key}.1" for key in COMMANDS)}
    for key in COMMANDS:
        assert rf"inpaint\-studio\-{key}\fR(1)" in page


def test_what_a_command_does_under_names_of_its_own_has_sections(pages):
    for action in ("NEW", "ADD", "REPORT"):
        assert f"\n.SH {action}\n" in pages["inpaint-studio-job.1"]


def test_no_line_is_taken_for_a_request(pages):
    requests = {"TH", "SH", "SS", "TP", "PP", "B", "br"}
    for name, page in pages.items():
        for line in page.splitlines():
            assert line.strip(), f"{name} has an empty line"
            assert not line.startswith("'"), f"{name}: {line}"
            if line.startswith("."):
                assert line[1:].split()[0] in requests, f"{name}: {line}"


def test_hyphens_backslashes_and_dots_are_escaped_and_defaults_filled_in():
    parser = argparse.ArgumentParser(prog="a-b")
    parser.add_argument("--some-path", default="C:\\x", metavar="P-Q", help=".NET's `it`; default: %(default)s")
    parser.add_argument("--hidden", help=argparse.SUPPRESS)
    lines = list(manual._options(parser))
    assert r"\fB\-\-some\-path\fR \fIP\-Q\fR" in lines
    assert r"\&.NET's \fBit\fR; default: C:\ex." in lines
    assert not any("hidden" in line for line in lines)


def test_codes_of_a_command_that_has_its_own_are_not_contradicted(pages):
    assert ".SH EXIT STATUS" in pages["inpaint-studio-fill.1"]
    assert ".SH EXIT STATUS" not in pages["inpaint-studio-verify.1"]
