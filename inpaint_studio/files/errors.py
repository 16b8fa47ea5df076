"""What can go wrong with a picture file, each as a whole sentence for the person at the screen."""


class PictureError(Exception):
    """A picture could not be opened, or not saved. The message names the file and says why."""


class UnsupportedPicture(PictureError):
    """The file is what it says it is, and this program does not open that kind."""


class TooLargePicture(PictureError):
    """The file's header asks for more memory than the budget allows. Nothing was allocated."""


class SameFile(PictureError):
    """A comparison was asked for of a file with itself, which proves nothing."""


class DamagedPicture(PictureError):
    """The file begins like a picture and could not be decoded to its end."""


class SaveError(PictureError):
    """A file could not be written. What stood there before still stands; offer another place."""


class Unconfirmed(SaveError):
    """The file is written and in its place, but the disk did not say that it would outlive a power cut."""


class TemporaryFolderFull(SaveError):
    """The system's folder for temporary files has no room; nothing is wrong with the picture or its place."""


class WouldLose(SaveError):
    """Saving there would change more than the fills, and `allow_loss` was not given. Nothing was written."""


class ChangedOnDisk(SaveError):
    """Another program has changed the file since it was opened. Nothing was written."""
