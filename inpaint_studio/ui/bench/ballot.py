"""The ballot: answers without names, of which a person picks the best."""

import random

from PySide6.QtCore import QObject, Signal

from inpaint_studio.ui.bench.contest import Contest, Entry
from inpaint_studio.ui.bench.votes import Candidate, Votes


class Ballot(QObject):
    """Hides names while it is open, and counts the vote that closes it.

    Signals:
        changed: it was opened or closed.
        notice: a sentence for the person.
    """

    changed = Signal()
    notice = Signal(str)

    def __init__(self, contest: Contest, votes: Votes, parent: QObject) -> None:
        super().__init__(parent)
        self.votes = votes
        self._contest = contest
        self.order: tuple[int, ...] = ()  # keys as the panes are numbered while names are hidden
        self._chosen_before: int | None = None
        contest.entries_changed.connect(self._follow_entries)

    @property
    def is_open(self) -> bool:
        return bool(self.order)

    def open(self) -> bool:
        """Shuffle and hide. Returns whether there was something to vote on."""
        if sum(entry.fills is not None for entry in self._contest.entries) < 2:
            self.notice.emit(self.tr("A vote needs two finished answers at least."))
            return False
        order = [entry.contender.key for entry in self._contest.entries]
        random.shuffle(order)
        self.order = tuple(order)
        # The frame of the pane chosen before would tell which of the shuffled ones it is.
        current = self._contest.current
        self._chosen_before = current.contender.key if current is not None else None
        self._contest.set_current(None)
        self.changed.emit()
        self.notice.emit(self.tr("Which is best? Press its number, or choose a pane and press Enter."))
        return True

    def close(self) -> None:
        """Show the names again without a vote; a pane that was chosen before is chosen again."""
        if self.is_open:
            self.order = ()
            if self._contest.current is None:
                self._contest.set_current(self._chosen_before)
            self.changed.emit()

    def number(self, key: int) -> int:
        """What a pane is called while names are hidden, from 1."""
        return self.order.index(key) + 1

    def vote_for(self, key: int) -> None:
        """Count a vote for one of the hidden panes, and show who it was."""
        winner = self._contest.entry(key)
        losers = [e for e in self._contest.entries if e is not winner and e.fills is not None]
        if not self.is_open or winner is None or winner.fills is None or not losers:
            return
        picture = self._contest.picture.name if self._contest.picture is not None else ""
        chosen = _candidate(winner)
        try:
            self.votes.add(chosen, [_candidate(entry) for entry in losers], picture)
        except OSError as error:
            self.notice.emit(
                self.tr("The vote counts, but could not be kept: {why}.").format(why=error.strerror or error)
            )
        self.order = ()
        self._contest.set_current(key)
        self.changed.emit()
        standing = next((s for s in self.votes.standings() if s.candidate.identity == chosen.identity), None)
        if standing is None:  # it was shown against itself alone
            return
        text = self.tr(
            "You chose {name}. It has won {wins} of {count} comparisons ({low} to {high} % with 95 % confidence)."
        )
        self.notice.emit(
            text.format(
                name=standing.candidate.name,
                wins=standing.wins,
                count=standing.comparisons,
                low=round(100 * standing.low),
                high=round(100 * standing.high),
            )
        )

    def _follow_entries(self) -> None:
        if self.is_open and set(self.order) != {entry.contender.key for entry in self._contest.entries}:
            self.close()  # with another contender the shuffled panes are known again


def _candidate(entry: Entry) -> Candidate:
    """What a vote is for: the weights that made the answer, and the method; whatever the seed."""
    checkpoint = next((fill.recipe.checkpoint for fill in entry.fills or () if fill.recipe.checkpoint), None)
    return Candidate(entry.contender.name, entry.contender.method, checkpoint or "")
