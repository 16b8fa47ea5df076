"""Files that the desktop offers to open with the program: from the table of kinds that it really opens."""

from dataclasses import dataclass

from inpaint_studio.files.kinds.formats import FORMATS
from inpaint_studio.files.memory.project import SUFFIX

# Kinds that another package reads, which a person installs beside the wheel: not what an application folder opens.
OF_EXTRAS = {"heif": "pi_heif", "nifti": "nibabel"}


@dataclass(frozen=True)
class FileType:
    """One kind of file."""

    key: str
    title: str  # "JPEG picture"
    suffixes: tuple[str, ...]  # lower case, with the dot
    media_types: tuple[str, ...]
    writable: bool  # the program can save one; what it cannot, it only views


def file_types() -> tuple[FileType, ...]:
    """Every kind of picture that an application folder opens, and the project. Films are none of them, for the package
    that reads them is never shipped."""
    pictures = (
        FileType(format.key, f"{format.name} picture", format.suffixes, format.media_types, format.writable)
        for format in FORMATS
        if format.key not in OF_EXTRAS
    )
    return (*pictures, FileType("project", "OpenRaster project", (SUFFIX,), ("image/openraster",), True))


def media_types() -> tuple[str, ...]:
    """All of them, in the order of the table."""
    return tuple(dict.fromkeys(name for kind in file_types() for name in kind.media_types))
