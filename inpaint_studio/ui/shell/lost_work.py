"""Lost work: what crashes cut off, offered one by one, each by its name."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QDateTime, QLocale, QObject
from PySide6.QtWidgets import QMenu, QWidget

from inpaint_studio.files.memory.abandoned import Abandoned
from inpaint_studio.sentence import say
from inpaint_studio.ui.document.recovery import JournalKeeper
from inpaint_studio.ui.kit.literal import literal, one_line
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.messages import About, Bond
from inpaint_studio.ui.kit.sentences import spoken


class LostWork(QObject):
    """Offers what the keeper of a window's journal has found: the newest in the message bar, all of it in a menu.

    What is brought back opens beside what is open. Forgetting forgets the one that was named.
    """

    def __init__(self, messages: MessageBar, window: QWidget) -> None:
        super().__init__(window)
        self._messages = messages
        self._keeper: JournalKeeper | None = None

    def follow(self, keeper: JournalKeeper) -> None:
        """Offer what this keeper has found, and what it will find."""
        self._keeper = keeper
        keeper.lost_work_found.connect(self._offer_newest)
        self._offer_newest()

    def fill_menu(self, menu: QMenu) -> None:
        menu.clear()
        for one in self._ones:
            menu.addAction(self._title(one)).setData(one)
        if menu.isEmpty():
            menu.addAction(self.tr("None")).setEnabled(False)

    def offer(self, one: Abandoned) -> None:
        """Say what was cut off, and let the person choose."""
        name, when = one_line(self._name(one)), _when(one)
        words = (
            say(
                "Work on {name} from {when} was cut off ({count} steps can be had back).",
                one="Work on {name} from {when} was cut off ({count} step can be had back).",
                name=name,
                when=when,
                count=one.steps,
            )
            if one.steps or one.picture is not None
            else say("{name} from {when} was in no file when the program was cut off.", name=name, when=when)
        )
        if one.is_review_only:
            words = say("The review of {name} from {when} was cut off; it can be had back.", name=name, when=when)
        sentence = spoken(words)
        others = len(self._ones) - 1
        if others > 0:
            more = self.tr("{count} more: File ▸ Work that was cut off.")
            sentence = f"{sentence} {more.format(count=others)}"
        choices: dict[str, Callable[..., object]] = {self.tr("Bring it back"): partial(self._bring_back, one)}
        if others > 0:
            choices[self.tr("Bring all back")] = self._bring_all_back
        choices[self.tr("Forget it")] = partial(self._forget, one)
        self._messages.say("warning", sentence, choices, Bond(About.PROGRAM, holds=lambda: one in self._ones))

    @property
    def _ones(self) -> list[Abandoned]:
        return self._keeper.lost if self._keeper is not None else []

    def _offer_newest(self, *_: object) -> None:
        if self._ones:
            self.offer(self._ones[0])

    def _bring_back(self, one: Abandoned, *_: object) -> None:
        keeper = self._keeper
        if keeper is not None:
            keeper.bring_back(one)

    def _bring_all_back(self, *_: object) -> None:
        if self._keeper is not None:
            self._keeper.bring_all_back()

    def _forget(self, one: Abandoned, *_: object) -> None:
        if self._keeper is not None:
            self._keeper.forget(one)
            self._offer_newest()

    def _title(self, one: Abandoned) -> str:
        name = literal(self._name(one))
        if one.is_review_only:
            return spoken(say("{name}, {when} (a review)", name=name, when=_when(one)))
        title = say(
            "{name}, {when} ({count} steps)",
            one="{name}, {when} ({count} step)",
            name=name,
            when=_when(one),
            count=one.steps,
        )
        if not one.steps and one.picture is None:
            title = say("{name}, {when} (in no file)", name=name, when=_when(one))
        return spoken(title)

    def _name(self, one: Abandoned) -> str:
        """The file it was opened from, and the one under whose name its window stood last."""
        opened = one.picture.name if one.picture else one.name or self.tr("a picture without a file")
        if one.saved is None or one.saved == one.picture:
            return opened
        return self.tr("{name} (saved as {other})").format(name=opened, other=one.saved.name)


def _when(one: Abandoned) -> str:
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(one.when)), QLocale.FormatType.ShortFormat)
