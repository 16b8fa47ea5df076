"""Where the results of a call go: checked in advance, and made."""

from pathlib import Path

from inpaint_studio.files.saving.targets import check_folder, check_place
from inpaint_studio.sentence import say
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.pairing import Pairing


def prepare_output(pairing: Pairing, output: Path) -> None:
    """Check the place of a single picture's output, or create the folder `output` of several.

    Raises SaveError, WorkError, sentences.
    """
    if not pairing.many:
        check_place(pairing.pairs[0].output)
        return
    check_folder(output)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkError(say("The folder {folder} could not be made: {reason}.", folder=output, reason=error)) from error
