"""What Windows and macOS want to know of the program: icon, version, kinds of files. Read by `application.spec` and by
the builds of both. Nothing of it has been tried on those systems yet."""

import re
import sys
from pathlib import Path
from typing import Any

from file_types import FileType, file_types
from icon_files import write_icns, write_ico
from packages import IDENTIFIER, NAME, SUMMARY, TITLE

from inpaint_studio import __version__

OLDEST_MACOS = "13.0"  # of the wheels of Qt and torch that are bundled
# Of kinds that macOS knows by itself: a type of its own may not be declared for them.
_KNOWN_TO_MACOS = {
    "png": "public.png",
    "jpeg": "public.jpeg",
    "tiff": "public.tiff",
    "webp": "org.webmproject.webp",
    "bmp": "com.microsoft.bmp",
    "tga": "com.truevision.tga-image",
    "gif": "com.compuserve.gif",
    "jp2": "public.jpeg-2000",
    "avif": "public.avif",
    "dicom": "org.nema.dicom",
}


def executable_options(work: Path, system: str = sys.platform) -> dict[str, Any]:
    """Arguments of PyInstaller's EXE beside those that every system has alike. Icons are drawn into `work`.

    Windows: one program for window and terminal, that hides a console of its own. macOS: a program with a console
    would be one without windows (LSBackgroundOnly); one without still writes to the terminal that starts it.
    """
    work.mkdir(parents=True, exist_ok=True)
    if system == "win32":
        icon, version = work / f"{NAME}.ico", work / "version.txt"
        write_ico(icon)
        version.write_text(version_resource(), encoding="utf-8")
        return {"console": True, "hide_console": "hide-early", "icon": str(icon), "version": str(version)}
    return {"console": system != "darwin"}


def bundle_options(work: Path) -> dict[str, Any]:
    """Arguments of PyInstaller's BUNDLE, which makes the application of macOS."""
    work.mkdir(parents=True, exist_ok=True)
    icon = work / f"{NAME}.icns"
    write_icns(icon)
    return {
        "name": f"{TITLE}.app",
        "icon": str(icon),
        "bundle_identifier": IDENTIFIER,
        "version": __version__,
        "info_plist": info_plist(),
    }


def info_plist() -> dict[str, Any]:
    """Keys of Info.plist beside those that PyInstaller writes itself."""
    own = [kind for kind in file_types() if kind.key not in _KNOWN_TO_MACOS]
    return {
        "CFBundleDisplayName": TITLE,
        "CFBundleVersion": __version__,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "zh-Hans"],
        "CFBundleDocumentTypes": [_document_type(kind) for kind in file_types()],
        "UTImportedTypeDeclarations": [_type_declaration(kind) for kind in own],
        "LSApplicationCategoryType": "public.app-category.photography",
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "NSHighResolutionCapable": True,
        "NSSupportsAutomaticGraphicsSwitching": True,
        # A program that Finder starts may not look into these without a question, which shows the sentence.
        **{
            f"NS{folder}FolderUsageDescription": f"{TITLE} opens and saves the pictures that you choose."
            for folder in ("Desktop", "Documents", "Downloads")
        },
        "NSRemovableVolumesUsageDescription": f"{TITLE} opens and saves the pictures that you choose.",
    }


def version_resource() -> str:
    """The version that Windows shows of the executable, as PyInstaller reads it from a file."""
    numbers = tuple((*map(int, re.findall(r"\d+", __version__)), 0, 0, 0, 0)[:4])
    strings = {
        "FileDescription": TITLE,
        "FileVersion": __version__,
        "InternalName": NAME,
        "LegalCopyright": "MIT License",
        "OriginalFilename": f"{NAME}.exe",
        "ProductName": TITLE,
        "ProductVersion": __version__,
        "Comments": SUMMARY,
    }
    table = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in strings.items())
    return (
        f"VSVersionInfo(\n  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}),\n"
        f"  kids=[StringFileInfo([StringTable('040904B0', [{table}])]),\n"
        "    VarFileInfo([VarStruct('Translation', [0x0409, 1200])])],\n)\n"
    )


def associations() -> str:
    """Macros of NSIS that register and forget every kind of file, and the list of its suffixes for Open with."""
    register, forget = ["!macro REGISTER_FILE_TYPES"], ["!macro FORGET_FILE_TYPES"]
    for kind in file_types():
        register.append(f'  !insertmacro REGISTER_KIND "{kind.key}" "{kind.title}"')
        forget.append(f'  !insertmacro FORGET_KIND "{kind.key}"')
        for suffix in kind.suffixes:
            register.append(f'  !insertmacro REGISTER_SUFFIX "{suffix}" "{kind.key}"')
            forget.append(f'  !insertmacro FORGET_SUFFIX "{suffix}" "{kind.key}"')
    return "\n".join([*register, "!macroend", "", *forget, "!macroend", ""])


def _document_type(kind: FileType) -> dict[str, Any]:
    return {
        "CFBundleTypeName": kind.title,
        "CFBundleTypeRole": "Editor" if kind.writable else "Viewer",
        # What opens a picture by a double click stays what it was.
        "LSHandlerRank": "Owner" if kind.key == "project" else "Alternate",
        "LSItemContentTypes": [_content_type(kind)],
    }


def _content_type(kind: FileType) -> str:
    return _KNOWN_TO_MACOS.get(kind.key, f"{IDENTIFIER}.{kind.key}")


def _type_declaration(kind: FileType) -> dict[str, Any]:
    return {
        "UTTypeIdentifier": _content_type(kind),
        "UTTypeDescription": kind.title,
        "UTTypeConformsTo": ["public.image"],
        "UTTypeTagSpecification": {
            "public.filename-extension": [suffix.removeprefix(".") for suffix in kind.suffixes],
            "public.mime-type": list(kind.media_types),
        },
    }
