"""What a person chose for each finder last: its options, and the filter over what it proposes."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from inpaint_studio.editing.findings import ReviewFilter
from inpaint_studio.finding.finder import Finder
from inpaint_studio.options import options_from
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.panels.finding_filter import FilterOptions


class FinderHabits:
    """Kept in the preferences; what stands there and cannot be read counts as never chosen."""

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def options_of(self, finder: Finder) -> Any:
        return options_from(finder.options, self._written(f"finders/{finder.key}"))

    def remember_options(self, options: Mapping[str, Any]) -> None:
        """By finder."""
        for key, chosen in options.items():
            self._preferences.set_text(f"finders/{key}", json.dumps(asdict(chosen)))

    def filter_of(self, finder: Finder) -> ReviewFilter:
        """As the person left it with this finder."""
        written = self._written(f"review/{finder.key}")
        without = written.pop("without", ())
        options = options_from(FilterOptions, written)
        kinds = frozenset(str(kind) for kind in without) if isinstance(without, list) else frozenset[str]()
        # Where something is marked is of one picture, not a habit.
        return ReviewFilter(options.sensitivity, options.smallest, kinds, options.side, options.margin)

    def remember_filter(self, finder: Finder, filter: ReviewFilter) -> None:
        values = {**asdict(replace(filter, extent="everywhere")), "without": sorted(filter.without)}
        self._preferences.set_text(f"review/{finder.key}", json.dumps(values))

    def _written(self, name: str) -> dict[str, Any]:
        try:
            written = json.loads(self._preferences.text(name, "{}"))
        except ValueError:
            written = {}
        return written if isinstance(written, dict) else {}
