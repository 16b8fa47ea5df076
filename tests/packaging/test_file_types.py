"""The desktop offers what the program opens."""

import re

import application_parts
from file_types import OF_EXTRAS, file_types, media_types

from inpaint_studio.files.kinds.formats import FORMATS


def test_every_kind_is_offered_but_those_of_extras():
    keys = {kind.key for kind in file_types()}
    assert keys == {format.key for format in FORMATS} - set(OF_EXTRAS) | {"project"}
    suffixes = [suffix for kind in file_types() for suffix in kind.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert {".jpg", ".tif", ".dcm", ".ora"} <= set(suffixes)
    assert not {".heic", ".nii"} & set(suffixes)


def test_every_kind_has_media_types_of_the_right_form():
    for format in FORMATS:
        assert format.media_types, format.key
    assert all(re.fullmatch(r"(image|application)/[a-z0-9.+-]+", name) for name in media_types())
    assert len(media_types()) == len(set(media_types()))
    assert not any(name.startswith("video/") for name in media_types())


def test_what_cannot_be_saved_is_only_viewed():
    assert {kind.key for kind in file_types() if not kind.writable} == {"gif"}


def test_kinds_of_extras_are_those_whose_packages_stay_out_of_the_folder():
    assert set(OF_EXTRAS.values()) <= set(application_parts.EXTRAS)
