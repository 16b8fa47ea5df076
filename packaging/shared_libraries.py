"""Licences of the shared libraries in an application folder that no Python distribution speaks for.

Wheels that carry libraries of others (numpy, scipy, Pillow, torch) name them in their own licence files. Those below
come from the system that the folder was built on, or from wheels that say nothing about them.
"""

from fnmatch import fnmatchcase
from typing import NamedTuple


class Library(NamedTuple):
    name: str
    licence: str  # SPDX
    patterns: tuple[str, ...]  # of file names


LIBRARIES = (
    Library("Qt", "LGPL-3.0-only", ("libQt6*", "Qt6*.dll", "libpyside6*", "libshiboken6*", "libq*.so")),
    Library(
        "Qt's Wayland and desktop plug-ins", "LGPL-3.0-only", ("lib*-shell*.so", "libadwaita.so", "libbradient.so")
    ),
    Library("Qt's input plug-ins", "LGPL-3.0-only", ("lib*platforminputcontextplugin.so",)),
    Library("ICU", "Unicode-3.0", ("libicu*",)),
    Library("Python", "PSF-2.0", ("libpython3*",)),
    Library("GCC's run-time libraries", "GPL-3.0-or-later WITH GCC-exception-3.1", ("libstdc++*", "libgcc_s*")),
    Library("GCC's OpenMP, Fortran", "GPL-3.0-or-later WITH GCC-exception-3.1", ("libgomp*", "libgfortran*")),
    Library("GCC's quadmath", "LGPL-2.1-or-later", ("libquadmath*",)),
    Library("OpenBLAS", "BSD-3-Clause", ("libscipy_openblas*",)),
    Library("OpenCV's core, in PyPatchMatch", "Apache-2.0", ("libpatchmatch*",)),
    Library("libjpeg, in jpeglib", "IJG", ("cjpeglib_*",)),
    Library("CharLS", "BSD-3-Clause", ("_CharLS*",)),
    Library("X11 client libraries", "MIT", ("libX*.so*", "libxcb*", "libxkbcommon*", "libpixman*")),
    Library(
        "GLib", "LGPL-2.1-or-later", ("libglib-2*", "libgio-2*", "libgobject-2*", "libgmodule-2*", "libgthread-2*")
    ),
    Library("D-Bus", "AFL-2.1 OR GPL-2.0-or-later", ("libdbus-1*",)),
    Library("systemd", "LGPL-2.1-or-later", ("libsystemd*", "libudev*")),
    Library("util-linux", "LGPL-2.1-or-later", ("libmount*", "libblkid*")),
    Library("libuuid", "BSD-3-Clause", ("libuuid*",)),
    Library("libgcrypt and libgpg-error", "LGPL-2.1-or-later", ("libgcrypt*", "libgpg-error*")),
    Library("MIT Kerberos", "MIT", ("libgssapi*", "libkrb5*", "libk5crypto*", "libcom_err*")),
    Library("keyutils", "LGPL-2.1-or-later", ("libkeyutils*",)),
    Library("libselinux", "LicenseRef-public-domain", ("libselinux*",)),
    Library("libcap", "BSD-3-Clause OR GPL-2.0-only", ("libcap.so*",)),
    Library("libbsd and libmd", "BSD-3-Clause", ("libbsd*", "libmd.so*")),
    Library("OpenSSL", "Apache-2.0", ("libssl*", "libcrypto*")),
    Library("zlib, Zstandard, LZ4", "Zlib AND BSD-3-Clause AND BSD-2-Clause", ("libz.so*", "libzstd*", "liblz4*")),
    Library("bzip2", "bzip2-1.0.6", ("libbz2*",)),
    Library("liblzma", "0BSD", ("liblzma*",)),
    Library("libffi, Expat", "MIT", ("libffi*", "libexpat*")),
    Library("PCRE2", "BSD-3-Clause", ("libpcre2*",)),
    Library("ncurses", "X11", ("libtinfo*", "libncurses*")),
    Library("fontconfig", "HPND-sell-variant", ("libfontconfig*",)),
    Library("FreeType", "FTL OR GPL-2.0-or-later", ("libfreetype*",)),
    Library("Brotli", "MIT", ("libbrotli*",)),
    Library("libpng, libjpeg-turbo", "libpng-2.0 AND IJG AND BSD-3-Clause", ("libpng16*", "libjpeg*")),
    Library("wayland", "MIT", ("libwayland*",)),
)


def library_of(file: str) -> Library | None:
    """Whose file this is, by its name without folders."""
    return next((one for one in LIBRARIES if any(fnmatchcase(file, pattern) for pattern in one.patterns)), None)
