"""How long a message lasts: what it belongs to, and what ends it. Knows no widget."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from inpaint_studio.sentence import under_name
from inpaint_studio.ui.kit.help_pages import Topic

SECONDS = {"info": 8, "done": 5, "warning": 0, "error": 0}  # by level; 0 = it stands until something ends it


class About(Enum):
    """What a message belongs to, where that is no picture."""

    HERE = "the picture in view; where none is, the moment"
    MOMENT = "what was just tried: it goes as soon as the person asks for another picture"
    PROGRAM = "the program: it goes with no picture"


def _always() -> bool:
    return True


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Bond:
    """What a message belongs to, and for how long it is true."""

    about: object = About.HERE  # a picture, or one of the above
    name: str = ""  # of the picture, said where it is not in view
    holds: Callable[[], bool] = _always  # asked whenever something has changed
    topic: Topic | None = None  # of help, where the sentence itself has lost it on its way
    is_under_way: Callable[[], bool] = _never  # whether the work that it is about goes on


@dataclass(frozen=True, eq=False)
class Message:
    """A sentence for the person, with buttons where something can be done about it."""

    level: str  # of SECONDS
    text: str
    buttons: Mapping[str, Callable[..., object]] = field(default_factory=dict)  # words -> what pressing one calls
    bond: Bond = Bond()
    topic: Topic | None = None  # the page of help that says what to do

    @property
    def seconds(self) -> int:
        """After which it goes by itself; 0 = it stands, for now where it is about work that is under way."""
        return 0 if self.buttons or self.bond.is_under_way() else SECONDS[self.level]

    @property
    def is_serious(self) -> bool:
        """Whether it is an error or a warning, which stands without a question."""
        return not self.buttons and SECONDS[self.level] == 0


class Messages:
    """The messages that are still true, the newest last. This is the whole rule:

    - What says how something went (info, done) is over after some seconds, or when another picture is looked at.
      Warnings, errors and whatever has buttons stand. What is about work that is under way stands until that has
      ended; then its seconds begin.
    - What belongs to a picture is seen with it: it goes out of view with it, is there again when one comes back, and
      is over when it is closed. What comes of a picture that is not in view is seen at once, under its name.
    - What belongs to the moment is over as soon as the person asks for another picture.
    - Nothing is seen that does not hold any more.
    - The newest is seen. When it is over the one before is, where that stands. An error or warning takes the place of
      an older one about the same thing; a question does not, which still waits for its answer.
    """

    def __init__(self) -> None:
        self._all: list[Message] = []
        self._here: object = None  # the picture in view
        self._from_elsewhere: set[Message] = set()  # what came of another picture while this one is in view

    @property
    def shown(self) -> Message | None:
        return next((one for one in reversed(self._all) if self._is_seen(one)), None)

    def put(self, message: Message) -> Message:
        """Returns it as it is kept."""
        bond = message.bond
        if bond.about is About.HERE:
            bond = replace(bond, about=self._here if self._here is not None else About.MOMENT)
        made = replace(message, bond=bond)
        if not isinstance(bond.about, About) and bond.about is not self._here:
            self._from_elsewhere.add(made)
        self._all = [one for one in self._all if one.seconds == 0 and not _is_replaced(one, made)]
        self._all.append(made)
        return made

    def words(self, message: Message) -> str:
        """Its sentence, under the name of its picture where another one is in view."""
        name = message.bond.name
        is_elsewhere = message in self._from_elsewhere
        return under_name(name, message.text) if is_elsewhere and name else message.text

    def end(self, message: Message) -> None:
        """Its time is over, or the person has closed or answered it."""
        self._all = [one for one in self._all if one is not message]

    def look_at(self, picture: object) -> None:
        """Another picture is in view, or none."""
        if picture is not self._here:
            self._here = picture
            self._from_elsewhere.clear()
            self._all = [one for one in self._all if one.seconds == 0 or one.bond.about in (picture, *About)]

    def leave_moment(self) -> None:
        """The person asks for another picture."""
        self._all = [one for one in self._all if one.bond.about is not About.MOMENT]

    def keep_only(self, pictures: Collection[object]) -> None:
        """The others are closed."""
        self._all = [one for one in self._all if isinstance(one.bond.about, About) or one.bond.about in pictures]

    def check(self) -> None:
        """Something has changed: what does not hold any more is over."""
        self._all = [one for one in self._all if one.bond.holds()]

    def _is_seen(self, message: Message) -> bool:
        about = message.bond.about
        return isinstance(about, About) or about is self._here or message in self._from_elsewhere


def _is_replaced(old: Message, new: Message) -> bool:
    if old.bond.about is not new.bond.about:
        return False
    return old.text == new.text or (not old.buttons and new.is_serious)
