"""The card that saves the result: where, under which name, as which kind; and proves that nothing else was touched."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any

from inpaint_studio.editing.fills import covered_by
from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.saving.verify import verify_opened
from inpaint_studio.files.saving.writing import SaveOptions, SaveReport, save_picture
from inpaint_studio.options import Option
from inpaint_studio.sentence import say
from inpaint_studio.work.routines.facts import facts_of, options_from_facts
from inpaint_studio.work.routines.names import check_rule
from inpaint_studio.work.routines.piece import CardKind, Event, Piece, Tools

_KINDS = tuple((one.key, one.name) for one in formats.FORMATS if one.writable)


@dataclass(frozen=True)
class SaveCard:
    """Where results go. The folder itself is the job's."""

    where: Annotated[
        str, Option(say("Where"), choices=(("folder", say("Into a folder")), ("beside", say("Beside the original"))))
    ] = "folder"
    name: Annotated[
        str,
        Option(
            say("Name"),
            tip=say("{{name}} of the picture, {{suffix}} of what is written, {{folder}} of the picture below the root"),
        ),
    ] = "{folder}/{name}{suffix}"
    kind: Annotated[
        str, Option(say("Kind"), choices=(("same", say("As the original")), *_KINDS), tip=say("What is written"))
    ] = "same"
    existing: Annotated[
        str,
        Option(
            say("Where there is a result"),
            choices=(("skip", say("Skip the picture")), ("replace", say("Replace it, and keep it as NAME~"))),
        ),
    ] = "skip"
    unchanged: Annotated[
        str,
        Option(
            say("Where nothing was changed"), choices=(("copy", say("Save a copy")), ("skip", say("Skip the picture")))
        ),
    ] = "copy"
    allow_loss: Annotated[
        bool,
        Option(
            say("Allow loss"),
            tip=say("Save also where more than the fills would change, with a note; else the picture fails"),
        ),
    ] = True
    edit_note: Annotated[
        bool, Option(say("Note of the edits"), tip=say("An XMP note of what was filled, where and by what"))
    ] = False
    keep_identity: Annotated[
        bool,
        Option(
            say("Keep the identity"),
            tip=say("DICOM slices only: nothing in the file says that it is derived from the original"),
        ),
    ] = False
    quality: Annotated[
        int, Option(say("Quality"), 1, 100, tip=say("Only where a format with loss cannot be written exactly"))
    ] = 95


def _run(piece: Piece, card: SaveCard, tools: Tools) -> Iterator[Event | Piece]:
    if card.unchanged == "skip" and not piece.is_changed:
        message = piece.notes[-1] if piece.notes else say("Nothing was to be changed.")
        yield replace(piece, end="skipped", message=message)
        return
    output = piece.item.output
    options = SaveOptions(
        quality=card.quality,
        allow_loss=card.allow_loss,
        edit_note=card.edit_note,
        keep_identity=card.keep_identity,
    )
    saved = save_picture(piece.picture, piece.fills, output, options)
    ended = replace(piece, end="done", facts={**piece.facts, "saved_notes": list(saved.notes)})
    # Enlarged, it shares no sample with its original; encoded with loss, which is noted, it need not.
    if not tools.proves or piece.picture is not piece.original or not saved.exact:
        yield ended
        return
    report = verify_opened(piece.original, output, _may_differ(piece))
    verdict = report.sentences()[0]
    if report.is_provable and not report.untouched:
        _take_back(saved)
        yield replace(piece, end="failed", message=verdict)
        return
    yield replace(ended, proof=verdict, facts={**ended.facts, "proved": report.untouched})


def _may_differ(piece: Piece) -> Mask:
    """Where the fills lie. The engine has asserted that each lies within what was marked."""
    return covered_by(piece.fills, piece.original.size)


def _take_back(saved: SaveReport) -> None:
    """What was there before, or nothing."""
    if saved.backup is not None:
        os.replace(saved.backup, saved.path)
    else:
        saved.path.unlink(missing_ok=True)


def _describe(card: SaveCard) -> str:
    kind = say("as the same kind of file") if card.kind == "same" else formats.BY_KEY[card.kind].name
    if card.where == "beside":
        return say("The result is saved beside the original as {name}, {kind}.", name=card.name, kind=kind)
    return say("The result is saved into the folder of the job as {name}, {kind}.", name=card.name, kind=kind)


def _from_facts(facts: object) -> Any:
    return options_from_facts(SaveCard, facts, "save")


def _check(card: SaveCard) -> None:
    check_rule(card.name, beside=card.where == "beside")


CARD = CardKind(
    "save",
    say("Save"),
    say("The result is saved and compared with the original"),
    SaveCard,
    _run,
    _describe,
    facts_of,
    _from_facts,
    _check,
    order=60,
)
