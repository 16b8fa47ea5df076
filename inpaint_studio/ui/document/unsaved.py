"""What counts as unsaved work of a picture, as a value, and how a person is asked about it.

Fills and adjustments are work until a picture or a project holds them; marks and guidance until they are filled with
or a project holds them. Decisions about findings are work as long as nothing has come of them (see `Saved`): once
fills have, it is those that can be lost.
"""

from dataclasses import dataclass

from inpaint_studio.editing.adjustments import Adjustment, Frame, Tone
from inpaint_studio.editing.document import Document
from inpaint_studio.sentence import Sentence, joined, say


@dataclass(frozen=True)
class UnsavedWork:
    """The kinds of work that closing a picture would lose."""

    in_no_file: bool = False  # its very pixels lie in this program alone
    fills: bool = False
    tone: bool = False
    frame: bool = False
    marks: bool = False
    guidance: bool = False  # lines and regions
    decisions: bool = False  # about findings, of which nothing has come
    taken_back: bool = False  # what was saved of fills and adjustments is gone, and nothing came in its place
    filled_planes: int = 0  # of a stack: how many have fills that are not saved; 0 of a photograph
    marked_planes: int = 0  # as well

    @classmethod
    def of(cls, document: Document | None, is_in_no_file: bool = False) -> "UnsavedWork":
        """document: as it is now; None = its picture was not decoded yet, and nothing was done to it."""
        if document is None:
            return cls()
        state, saved = document.state, document.saved
        fills = saved.has_other_fills(state)
        tone, frame = (_of_kind(document, kind, True) != _of_kind(document, kind, False) for kind in (Tone, Frame))
        is_left = (
            (fills and bool(state.filled_planes))
            or (tone and bool(_of_kind(document, Tone, True)))
            or (frame and bool(_of_kind(document, Frame, True)))
        )
        marked = _marked_planes(document) if document.is_modified else 0
        return cls(
            is_in_no_file,
            fills,
            tone,
            frame,
            marked > 0,
            document.is_modified and _is_guided(document),
            saved.has_other_decisions(state),
            (fills or tone or frame) and not is_left,
            len(saved.planes_with_other_fills(state)) if len(state.stack) > 1 else 0,
            marked if len(state.stack) > 1 else 0,
        )

    @property
    def is_any(self) -> bool:
        return self.is_seen or self.needs_project

    @property
    def is_seen(self) -> bool:
        """Whether a saved picture would hold it."""
        return self.in_no_file or self.fills or self.tone or self.frame

    @property
    def needs_project(self) -> bool:
        """Whether there is what a saved picture does not hold and a project does."""
        return self.marks or self.guidance or self.decisions

    def sentence(self, name: str) -> Sentence:
        """What is not saved of the picture that a person calls `name`."""
        if self.in_no_file:
            return say("{name} is in no file yet.", name=name)
        if self.taken_back:
            return say("{name} was changed after it was saved last.", name=name)
        if self.fills and (self.tone or self.frame):
            if self.filled_planes:
                return say(
                    "{name} has fills on {count} planes, and adjustments, that are not saved.",
                    one="{name} has fills on {count} plane, and adjustments, that are not saved.",
                    name=name,
                    count=self.filled_planes,
                )
            return say("{name} has fills and adjustments that are not saved.", name=name)
        if self.fills and self.filled_planes:
            return say(
                "{name} has fills on {count} planes that are not saved.",
                one="{name} has fills on {count} plane that are not saved.",
                name=name,
                count=self.filled_planes,
            )
        if self.fills:
            return say("{name} has fills that are not saved.", name=name)
        if self.tone and self.frame:
            return say("{name} has adjustments that are not saved: tones, straightening and cropping.", name=name)
        if self.tone:
            return say("{name} has adjustments that are not saved: tones.", name=name)
        if self.frame:
            return say("{name} has adjustments that are not saved: straightening and cropping.", name=name)
        if self.marks and self.marked_planes:
            return say(
                "What you marked on {count} planes of {name} has not been filled.",
                one="What you marked on {count} plane of {name} has not been filled.",
                name=name,
                count=self.marked_planes,
            )
        if self.marks:
            return say("What you marked in {name} has not been filled.", name=name)
        if self.guidance:
            return say("{name} has guide lines or source regions that are in no project.", name=name)
        return say("{name} has decisions about findings that are not saved.", name=name)

    def explanation(self, stays: Sentence) -> Sentence:
        """What becomes of it. stays: what is on the disk where nothing is saved."""
        stored = say("Marks, guide lines and source regions are kept in a project alone.")
        if self.decisions and not (self.marks or self.guidance):
            stored = say("A project keeps findings and what was decided about them.")
        if self.is_seen:
            return joined((stays, stored)) if self.needs_project else stays
        unchanged = say("No pixel was changed.")
        if self.marks:
            return joined((unchanged, say("A project keeps the marks, so that you can go on with them later.")))
        return joined((unchanged, stored))

    def line(self, name: str) -> Sentence:
        """The same in a list of several."""
        if self.in_no_file:
            words = say("{name}: in no file yet", name=name)
        elif self.taken_back:
            words = say("{name}: changed after it was saved last", name=name)
        elif self.fills and self.filled_planes:
            words = say(
                "{name}: fills on {count} planes that are not saved",
                one="{name}: fills on {count} plane that are not saved",
                name=name,
                count=self.filled_planes,
            )
            if self.tone or self.frame:
                words = say("{what}; and adjustments", what=words)
        elif self.fills and (self.tone or self.frame):
            words = say("{name}: fills and adjustments that are not saved", name=name)
        elif self.fills:
            words = say("{name}: fills that are not saved", name=name)
        elif self.tone or self.frame:
            words = say("{name}: adjustments that are not saved", name=name)
        elif self.marks and self.marked_planes:
            return say(
                "{name}: marks on {count} planes that are not filled",
                one="{name}: marks on {count} plane that are not filled",
                name=name,
                count=self.marked_planes,
            )
        elif self.marks:
            return say("{name}: marks that are not filled", name=name)
        elif self.guidance:
            return say("{name}: guide lines or source regions in no project", name=name)
        else:
            return say("{name}: decisions about findings that are not saved", name=name)
        if self.marks and self.marked_planes:
            return say(
                "{what}; and marks on {count} planes",
                one="{what}; and marks on {count} plane",
                what=words,
                count=self.marked_planes,
            )
        if self.marks:
            return say("{what}; and marks", what=words)
        if self.guidance:
            return say("{what}; and guide lines or source regions", what=words)
        return say("{what}; and decisions about findings", what=words) if self.decisions else words


def _of_kind(document: Document, kind: type[Adjustment], is_now: bool) -> tuple[Adjustment, ...]:
    return tuple(
        one for one in (document.adjustments if is_now else document.saved.adjustments) if isinstance(one, kind)
    )


def _marked_planes(document: Document) -> int:
    """On how many planes anything is marked; of one that is put away the mask is not unpacked for that."""
    packed = document.packed_mask
    is_here = not packed.is_empty if packed is not None else bool(document.mask.max())
    return is_here + sum(laid.mask is not None for laid in document.state.elsewhere.values())


def _is_guided(document: Document) -> bool:
    """Whether there are guide lines or source regions, on any plane."""
    state = document.state
    return bool(state.guidance) or any(bool(laid.guidance) for laid in state.elsewhere.values())
