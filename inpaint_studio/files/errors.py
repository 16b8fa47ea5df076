"""Exceptions of picture files. Each message is a whole sentence for the person at the screen."""


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
