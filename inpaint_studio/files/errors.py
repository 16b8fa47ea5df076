"""Exceptions of picture files. Each message is a whole sentence for the person at the screen."""

from pathlib import Path

from inpaint_studio.sentence import say


class PictureError(Exception):
    """A picture could not be opened, or not saved. The message names the file and says why."""


class UnsupportedPicture(PictureError):
    """A valid file of a kind that this program does not open."""


class TooLargePicture(PictureError):
    """By its header the picture needs more memory than the budget allows. Nothing was allocated."""


class SameFile(PictureError):
    """A comparison of a file with itself was requested, which proves nothing."""


class DamagedPicture(PictureError):
    """The file begins like a picture and could not be decoded to its end."""


class SaveError(PictureError):
    """A file could not be written. Whatever was at its path is unchanged; offer another place."""


class Unconfirmed(SaveError):
    """The file is in place, but syncing its folder failed: a power cut may still lose it."""


class TemporaryFolderFull(SaveError):
    """The system's folder for temporary files is full; the picture and its destination are fine."""


class WouldLose(SaveError):
    """Saving there would change more than the fills, and `allow_loss` was not given. Nothing was written."""


class ChangedOnDisk(SaveError):
    """Another program has changed the file since it was opened. Nothing was written."""


def unreadable_copy(path: Path, error: PictureError) -> SaveError:
    """For a file whose copy that was to take its place cannot be decoded."""
    return SaveError(
        say("{path} could not be saved: what was written could not be read back ({reason}).", path=path, reason=error)
    )


def unlike_copy(path: Path) -> SaveError:
    """For one whose copy decodes to something else than was meant."""
    return SaveError(
        say("{path} could not be saved: what was written does not read back as the same picture.", path=path)
    )
