"""Releases are read from the change log, and a heading that says no date is refused."""

import pytest
from releases import ReleasesError, build_time, releases

from inpaint_studio import __version__

LOG = """# Changes

Words.

## 2.0.0, not yet released

### Files

- A `page` of *many*, see
  [the help](help.md).
- Another.

### For those who work on it

- A table.

## 1.0.0, 2026-01-31

One paragraph
of two lines.
"""


def test_headings_dates_and_plain_items_are_read():
    newest, oldest = releases(LOG, today="2026-05-06")
    assert (newest.version, newest.date, newest.is_out) == ("2.0.0", "2026-05-06", False)
    assert newest.sections[0] == ("Files", ("A page of many, see the help.", "Another."))
    assert newest.sections[1][0] == "For those who work on it"
    assert (oldest.version, oldest.date, oldest.is_out) == ("1.0.0", "2026-01-31", True)
    assert oldest.sections == (("", ("One paragraph of two lines.",)),)


@pytest.mark.parametrize("heading", ["## 1.0.0", "## 1.0.0, soon", "## First"])
def test_a_heading_without_version_or_date_is_refused(heading):
    with pytest.raises(ReleasesError):
        releases(f"{heading}\n\nText.\n", today="2026-01-01")


def test_our_change_log_begins_with_the_version_of_the_program():
    assert releases()[0].version == __version__


def test_the_time_of_a_build_can_be_set(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert build_time() == 86400
    assert releases("## 1.0, not yet released\n\nText.\n")[0].date == "1970-01-02"
