"""What a Linux desktop is given is complete and fits together; freedesktop.org's tools look when packages are built."""

import configparser
import gzip
import re
import xml.etree.ElementTree as ElementTree

import integration
import pytest
from file_types import media_types
from icon_files import THEME_SIZES
from packages import IDENTIFIER, SUMMARY, TITLE
from PIL import Image
from releases import releases

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def share(tmp_path_factory):
    folder = tmp_path_factory.mktemp("share")
    integration.stage(folder)
    return folder


@pytest.fixture
def entry():
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), strict=True)
    parser.optionxform = str
    parser.read_string(integration.desktop_entry())
    return parser


@pytest.fixture
def component():
    return ElementTree.fromstring(integration.metainfo())


def test_the_desktop_entry_offers_every_kind_of_file_and_no_other(entry):
    main = entry["Desktop Entry"]
    assert main["MimeType"].rstrip(";").split(";") == list(media_types())
    assert main["Exec"].split() == ["inpaint-studio", "%F"]  # several files at once
    assert (main["Type"], main["Name"], main["Comment"], main["Icon"]) == (
        "Application",
        TITLE,
        SUMMARY,
        "inpaint-studio",
    )
    assert {"Graphics", "Photography"} <= set(main["Categories"].split(";"))


def test_every_word_of_the_desktop_entry_that_is_shown_is_translated(entry):
    for section in entry.sections():
        for key in ("GenericName", "Comment", "Keywords"):
            assert (key in entry[section]) == (f"{key}[zh_CN]" in entry[section])
        localised = [key for key in entry[section] if "[" in key]
        assert all(key.partition("[")[0] in entry[section] for key in localised)
    lists = [key for key in entry["Desktop Entry"] if key.partition("[")[0] in ("Keywords", "Categories", "MimeType")]
    assert all(entry["Desktop Entry"][key].endswith(";") for key in lists)


def test_every_action_of_the_desktop_entry_has_its_group(entry):
    actions = entry["Desktop Entry"]["Actions"].rstrip(";").split(";")
    assert [f"Desktop Action {action}" for action in actions] == entry.sections()[1:]
    for action in actions:
        assert entry[f"Desktop Action {action}"]["Name[zh_CN]"]
        assert entry[f"Desktop Action {action}"]["Exec"].split()[0] == "inpaint-studio"


def test_the_component_points_to_the_entry_and_names_what_it_opens(component, share):
    assert component.findtext("id") == IDENTIFIER
    assert re.fullmatch(r"[a-z0-9]+(\.[A-Za-z0-9_]+){2,}", IDENTIFIER)
    assert (share / "applications" / str(component.findtext("launchable"))).is_file()
    assert [one.text for one in component.findall("provides/mediatype")] == list(media_types())
    assert component.findtext("recommends/internet") == "offline-only"
    assert component.findtext("metadata_license") == "CC0-1.0"
    assert component.findtext("project_license") == "MIT"
    content = component.find("content_rating")
    assert content is not None
    assert (content.get("type"), list(content)) == ("oars-1.1", [])
    assert component.findtext("summary") == SUMMARY


def test_the_component_is_translated_sentence_by_sentence(component):
    for path in ("summary", "description/p", "description/ul/li"):
        languages = [one.get(_LANGUAGE) for one in component.findall(path)]
        assert languages == [None, "zh_CN"] * (len(languages) // 2)
        assert languages


def test_releases_are_those_of_the_change_log_without_the_work_on_the_code(component):
    listed = component.findall("releases/release")
    assert [(one.get("version"), one.get("type")) for one in listed] == [
        (one.version, "stable" if one.is_out else "development") for one in releases()
    ]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", one.get("date", "")) for one in listed)
    text = "".join(component.itertext())
    assert "For those who work on it" not in text
    assert "In the window" in text


def test_media_types_that_are_declared_are_among_those_that_are_opened(share):
    (file,) = (share / "mime" / "packages").iterdir()
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    declared = ElementTree.parse(file).getroot().findall(f"{space}mime-type")
    assert {one.get("type") for one in declared} <= set(media_types())
    for one in declared:
        assert one.findall(f"{space}glob")
        assert [comment.get(_LANGUAGE) for comment in one.findall(f"{space}comment")] == [None, "zh_CN"]


def test_the_icon_is_there_in_every_size_and_drawn(share):
    hicolor = share / "icons" / "hicolor"
    assert (hicolor / "scalable" / "apps" / "inpaint-studio.svg").read_text().startswith("<svg")
    for size in THEME_SIZES:
        with Image.open(hicolor / f"{size}x{size}" / "apps" / "inpaint-studio.png") as picture:
            assert picture.size == (size, size)
            assert picture.mode == "RGBA"
            assert picture.getpixel((0, 0))[3] == 0  # the corners are round
            blue = picture.getpixel((size // 2, size - size // 5))
            assert blue[3] == 255
            assert blue[2] > 120


def test_manual_pages_are_compressed_the_same_each_time(share):
    (page,) = (share / "man" / "man1").glob("inpaint-studio.1.gz")
    assert gzip.decompress(page.read_bytes()).startswith(b".TH")
    assert page.read_bytes()[3:8] == b"\0\0\0\0\0"  # neither name nor time


def test_a_tool_that_is_missing_is_an_error_where_it_is_needed(share, monkeypatch, capfd):
    monkeypatch.setattr(integration.shutil, "which", lambda tool: None)
    with pytest.raises(integration.IntegrationError, match="desktop-file-validate is not installed"):
        integration.validate(share)
    integration.validate(share, required=False)
    assert "appstreamcli is not installed: the desktop's files were not validated by it." in capfd.readouterr().err


def test_a_refusal_of_a_tool_ends_the_build(share, tmp_path, monkeypatch):
    tool = tmp_path / "tool"
    tool.write_text("#!/bin/sh\necho wrong; exit 1\n")
    tool.chmod(0o755)
    monkeypatch.setattr(integration.shutil, "which", lambda name: str(tool))
    with pytest.raises(integration.IntegrationError, match=r"refuses inpaint-studio\.desktop"):
        integration.validate(share)
