"""What is said of a file that was saved: what was changed in it, and what is not in it."""

from dataclasses import dataclass

from inpaint_studio.editing.document import Document
from inpaint_studio.files.saving.adjusted import change_something
from inpaint_studio.files.saving.writing import SaveReport
from inpaint_studio.sentence import Sentence, say


@dataclass(frozen=True)
class Content:
    """What of a document goes into a saved picture, and what stays behind."""

    has_fills: bool  # that can be seen
    is_adjusted: bool
    has_hidden: bool  # fills or adjustments
    has_marks: bool  # that are not filled

    @classmethod
    def of(cls, document: Document, has_marks: bool) -> "Content":
        """has_marks: on the plane in view."""
        adjustments, elsewhere = document.adjustments, document.state.elsewhere.values()
        fills = [fill for fills in document.state.filled_planes.values() for fill in fills]
        has_marks = has_marks or any(laid.mask is not None for laid in elsewhere)
        seen = [fill for fill in fills if fill.visible and fill.strength > 0]
        hidden = [one for one in (*fills, *adjustments) if not one.visible]
        is_adjusted = change_something(document.picture, adjustments)
        return cls(bool(seen), is_adjusted, bool(hidden), has_marks)


def saved_sentences(report: SaveReport, content: Content) -> tuple[str, ...]:
    """For the person who saved a picture, the most important first."""
    sentences: list[str] = [_what_changed(report, content)]
    if report.differing_beside:
        sentences.append(beside_fills(report.differing_beside))
    return (*sentences, *content_sentences(content), *report.notes)


def content_sentences(content: Content) -> tuple[str, ...]:
    """What of the document is not in the file."""
    sentences: list[str] = []
    if content.has_marks:
        sentences.append(say("What is marked was not filled, and looks as it did before."))
    if content.has_hidden:
        sentences.append(say("What is hidden in the Fills panel is not in the file."))
    return tuple(sentences)


def _what_changed(report: SaveReport, content: Content) -> Sentence:
    name = report.path.name
    if not report.exact:  # what was changed besides is among the notes
        if content.has_fills and content.is_adjusted:
            return say("{name} is saved with its fills and adjustments.", name=name)
        if content.has_fills:
            return say("{name} is saved with its fills.", name=name)
        return (
            say("{name} is saved with its adjustments.", name=name)
            if content.is_adjusted
            else say("{name} is saved.", name=name)
        )
    if not content.has_fills:
        return say("{name} is saved; no pixel was changed.", name=name)
    if report.format == "jpeg":  # a pixel beside a fill shares its block
        return say("{name} is saved; nothing outside the JPEG blocks that the fills touch was changed.", name=name)
    return say("{name} is saved; nothing outside the fills was changed.", name=name)


def beside_fills(count: int) -> Sentence:
    """How many pixels of the JPEG blocks that fills touch are others, though no fill covers them."""
    if count == 1:
        return say("Inside those blocks one pixel beside the fills differs from the original.")
    return say("Inside those blocks {count} pixels beside the fills differ from the original.", count=f"{count:,}")
