"""What each pane of the bench shows just now: the picture, an answer, its name and its numbers."""

import numpy as np
from PySide6.QtCore import QObject

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.ui.bench.arrows import worth_showing
from inpaint_studio.ui.bench.ballot import Ballot
from inpaint_studio.ui.bench.comparison import Comparison
from inpaint_studio.ui.bench.contest import Contest, Entry
from inpaint_studio.ui.bench.grid import PaneGrid
from inpaint_studio.ui.bench.pane import BenchPane
from inpaint_studio.ui.canvas.display import reduce_picture
from inpaint_studio.ui.document.fill_activity import stage_text
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.training.curves import grouped


class Showing(QObject):
    """Fills the panes of the grid from the contest, the comparison and the ballot. It changes none of them."""

    def __init__(
        self,
        session: Session,
        contest: Contest,
        comparison: Comparison,
        ballot: Ballot,
        grid: PaneGrid,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._contest = contest
        self._comparison = comparison
        self._ballot = ballot
        self._grid = grid
        self._shows_arrows = False
        contest.entries_changed.connect(self.arrange)
        contest.selection_changed.connect(self.show_all)
        contest.entry_changed.connect(self._show_entry)
        contest.hole_changed.connect(self._show_hole)
        contest.picture_changed.connect(self._show_picture)
        contest.rendered.connect(self.show_all)
        session.levelling.settled.connect(self._show_levels)
        comparison.changed.connect(self.show_all)

    def pane(self, entry: Entry) -> BenchPane:
        return self._grid.pane(entry.contender.key)

    def number(self, entry: Entry) -> int:
        """What a pane is called by keys, from 1."""
        if self._ballot.is_open:
            return self._ballot.number(entry.contender.key)
        return self._contest.entries.index(entry) + 1

    def order(self) -> tuple[int, ...]:
        """The contenders in the order of their panes: the ballot's while one is open."""
        return self._ballot.order or tuple(entry.contender.key for entry in self._contest.entries)

    def set_arrows(self, shown: bool) -> None:
        """Whether arrows show where copied texture came from."""
        self._shows_arrows = shown
        self.show_all()

    def arrange(self) -> None:
        """A pane for each contender."""
        self._grid.arrange(self.order())
        self.show_all()

    def show_all(self) -> None:
        for entry in self._contest.entries:
            self._show_entry(entry)
        hole, heat = self._contest.hole, self._comparison.heat()
        pane = self._grid.hole_pane
        overlay: tuple[Fill, ...] = hole.fills if hole is not None else ()
        pane.set_mask_hidden(heat is not None)
        pane.show_fills(overlay if heat is None else (*overlay, heat))
        pane.set_name(self.tr("The hole") if heat is None else self.tr("Where the answers disagree"))
        if hole is not None:
            # Not `is_test`: a person's own mask over undamaged pixels is measured as well.
            kind = self.tr("your mask") if self._contest.test_hole is None else self.tr("test hole")
            pane.set_numbers(self.tr("{kind}, {pixels} pixels").format(kind=kind, pixels=grouped(hole.pixels)))
        else:
            pane.set_numbers(self.tr("nothing is marked"))
        pane.set_note(self._advice())

    def _show_picture(self) -> None:
        picture, display = self._contest.picture, self._session.display
        if picture is None:
            self._grid.show_picture(None, {}, None)
            return
        is_shown = display is not None and display.picture is picture and display.reduced_by == picture.levels
        levels = display.levels if display is not None and is_shown else reduce_picture(picture)
        self._grid.show_picture(picture, levels, self._session.mask_levels)

    def _show_levels(self) -> None:
        """The picture is seen through other levels: so are the panes."""
        self._contest.follow_levels()
        self.show_all()

    def _show_hole(self) -> None:
        test, shown = self._contest.test_hole, self._grid.hole_pane.canvas.mask_levels
        document = self._session.document
        if test is not None and document is not None:
            rect, mask = test
            whole = np.zeros_like(document.mask)
            whole[rect.slices] = mask
            self._grid.show_mask(MaskLevels(whole))
        elif shown is not self._session.mask_levels:
            self._grid.show_mask(self._session.mask_levels)
        self.show_all()

    def _show_entry(self, entry: Entry) -> None:
        if entry not in self._contest.entries:
            return
        pane = self.pane(entry)
        shown = self._comparison.shown_entry(entry)
        number = self.number(entry)
        if self._ballot.is_open:
            pane.set_name(str(number))
            pane.set_numbers(self.tr("hidden until you choose"))
        else:
            is_reference = entry is self._contest.reference and len(self._contest.entries) > 1
            pane.set_name(f"{number}  {shown.contender.name}", entry.about, is_reference=is_reference)
            text, more = self._numbers(shown)
            pane.set_numbers(text, more, is_error=bool(entry.failure))
        pane.set_current(entry is self._contest.current)
        pane.take.setEnabled(entry.fills is not None and self._contest.test_hole is None)
        hole = self._contest.hole
        pane.show_arrows(worth_showing(shown.pieces) if self._shows_arrows else ())
        pane.show_fills((hole.fills if hole is not None else ()) + self._comparison.fills(entry))
        pane.set_note(self._waiting_for(shown))

    def _waiting_for(self, entry: Entry) -> str:
        """What an answer waits for; empty where it is there, or comes soon."""
        if self._contest.hole is None:
            return self.tr("There is no hole to fill yet.")
        if entry.stage:
            return stage_text(entry.stage) + " " + self.tr("Esc cancels.")
        has_answer = entry.fills is not None or entry.preview or entry.failure
        if not has_answer and not self._contest.is_rendering:
            return self.tr("Press F5 to fill the hole in every pane.")
        return ""

    def _advice(self) -> str:
        """What a person does where there is no hole; empty where there is one."""
        if self._contest.hole is not None:
            return ""
        if self._contest.picture is None:
            return self.tr("Open a picture in the editor first.")
        return self.tr("Nothing is marked: paint over something in the editor, or make a test hole in the bar above.")

    def _numbers(self, entry: Entry) -> tuple[str, str]:
        """The line under a pane, and its tooltip's further lines."""
        if entry.failure:
            return entry.failure, ""
        if entry.seconds is None:
            if entry.stage:
                return self.tr("preparing…"), ""
            if entry.preview:
                return self.tr("working…"), ""
            if entry.stands_ready and not self._contest.is_rendering and self._contest.hole is not None:
                return self.tr("ready; F5 fills the hole"), ""
            waits = self._contest.is_rendering and self._contest.hole is not None
            return (self.tr("waiting…") if waits else "–"), ""
        parts = [self.tr("{seconds} s").format(seconds=f"{entry.seconds:.2f}")]
        measured = entry.measured
        if measured is None:
            return parts[0], ""
        parts += [f"{measured.psnr:.2f} dB", f"SSIM {measured.ssim:.3f}"]
        if measured.lpips is not None:
            parts.append(f"LPIPS {measured.lpips:.3f}")
        more = [
            self.tr("sharpness {value}").format(value=f"{measured.sharpness:.2f}"),
            self.tr("seam {value}").format(value=f"{measured.seam:.2f}"),
        ]
        if measured.edge_f1 is not None:
            more.append(self.tr("edge F1 {value}").format(value=f"{measured.edge_f1:.2f}"))
        return " · ".join(parts), "\n".join([*more, spoken(measured.note)] if measured.note else more)
