"""The standings: who won how many of its comparisons, with the interval, and away with it as a table."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QMessageBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inpaint_studio.ui.bench.saving import ask_and_save
from inpaint_studio.ui.bench.slots import Call
from inpaint_studio.ui.bench.votes import Votes
from inpaint_studio.ui.kit.buttons import dress, dress_box
from inpaint_studio.ui.kit.literal import tip
from inpaint_studio.ui.kit.screens import resize_within_screen


class StandingsDialog(QDialog):
    """Shows the votes so far, saves them, and forgets them after a question."""

    def __init__(self, votes: Votes, say: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Standings of the blind votes"))
        self._votes = votes
        self._say = say
        self.table = QTableWidget(0, 5, self)
        self.table.setAccessibleName(self.windowTitle())
        self.table.setHorizontalHeaderLabels(
            [
                self.tr("Name"),
                self.tr("Won"),
                self.tr("Comparisons"),
                self.tr("Win rate"),
                self.tr("95 % interval"),
            ]
        )
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._count = QLabel()
        self._count.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.save = buttons.addButton(self.tr("&Save…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save.setToolTip(self.tr("Save the standings as a table, or with every vote as JSON"))
        self.save.clicked.connect(Call(self._ask_where_to_save))
        self.forget = buttons.addButton(self.tr("&Forget them…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.forget.setToolTip(self.tr("Start counting anew"))
        self.forget.clicked.connect(Call(self._ask_to_forget))
        layout = QVBoxLayout(self)
        layout.addWidget(self._count)
        layout.addWidget(self.table, 1)
        dress(self.save, "save")
        dress(self.forget, "delete")
        dress_box(buttons)
        layout.addWidget(buttons)
        resize_within_screen(self, 620, 360)
        self._show()

    def _show(self) -> None:
        standings = self._votes.standings()
        self._count.setText(
            self.tr(
                "Votes so far: {count}. Each says that the chosen answer beat every other one shown beside it."
            ).format(count=len(self._votes))
            if standings
            else self.tr("Nobody has voted yet.")
        )
        self.save.setEnabled(bool(standings))
        self.forget.setEnabled(bool(len(self._votes)))
        self.table.setRowCount(len(standings))
        for row, standing in enumerate(standings):
            who = standing.candidate
            cells = [
                who.name,
                str(standing.wins),
                str(standing.comparisons),
                f"{100 * standing.rate:.0f} %",
                f"{100 * standing.low:.0f} – {100 * standing.high:.0f} %",
            ]
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                else:
                    item.setToolTip(tip(f"{who.name}\n{who.method} {who.checkpoint[:12]}".strip()))
                self.table.setItem(row, column, item)

    def _ask_where_to_save(self) -> None:
        kinds = self.tr("Tables") + " (*.csv);;JSON (*.json)"
        ask_and_save(self, self.tr("Save the standings"), "votes.csv", kinds, self._votes.export, self._say)

    def _ask_to_forget(self) -> None:
        answer = QMessageBox.question(
            self, self.windowTitle(), self.tr("Forget all {count} votes?").format(count=len(self._votes))
        )
        if answer != QMessageBox.StandardButton.Yes:
            return
        try:
            self._votes.forget()
        except OSError as error:
            self._say(self.tr("The votes could not be forgotten: {why}.").format(why=error.strerror or error))
        self._show()
