"""Makes an application folder smaller without changing what its libraries do. Linux only; standard library only.

Symbol tables are dropped, libraries that two wheels bring alike are linked, and ICU's data lose the languages that the
window does not speak. A tool that is missing costs size, and nothing else.
"""

import hashlib
import os
import re
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

ICU_TOOLS = ("icupkg", "objcopy", "nm", "as", "ld")  # icu-devtools and binutils
_OF_A_LANGUAGE = re.compile(r"(?:\w+/)?(?P<language>[a-z]{2,3})(?:_\w+)?\.res")
_NEVER_ASKED_FOR = re.compile(r".*\.cnv|brkitr/.*\.(?:dict|res)|translit/.*|rbnf/.*|unit/.*")
_LANGUAGES = ("en", "zh", "res")  # those of the window, and indices, named res_index


class ShrinkingError(Exception):
    """A tool failed on a file of the folder, as a sentence."""


def shrink(inside: Path) -> list[str]:
    """Shrink the folder of libraries in place, and return what was done and what could not be, as sentences.

    Raises ShrinkingError.
    """
    lines = []
    if shutil.which("strip") is None:
        lines.append("strip missing: symbol tables stay")
    else:
        lines.append(f"symbol tables: {strip_symbols(inside) / 1e6:.0f} MB")
    lines.append(f"libraries that are there twice: {link_copies(inside) / 1e6:.0f} MB")
    missing = [tool for tool in ICU_TOOLS if shutil.which(tool) is None]
    if missing:
        lines.append(f"{' and '.join(missing)} missing: ICU keeps the data of all languages")
    else:
        lines += [f"data of ICU: {trim_icu(path) / 1e6:.0f} MB" for path in icu_libraries(inside)]
    return lines


def icu_libraries(inside: Path) -> list[Path]:
    return [path for path in sorted(inside.rglob("libicudata.so.*")) if not path.is_symlink()]


def strip_symbols(inside: Path) -> int:
    """Drop symbol tables that nothing reads at run time. Returns the bytes saved.

    auditwheel has moved the headers of some libraries (OpenBLAS), so that `strip` lays their segments where the loader
    refuses them, "not page-aligned": those stay as they are.
    """
    saved = 0
    with tempfile.TemporaryDirectory() as scratch:
        for path in elf_files(inside):
            smaller = Path(scratch) / path.name
            _run(["strip", "--strip-unneeded", "-o", str(smaller), str(path)])
            gain = path.stat().st_size - smaller.stat().st_size
            if gain > 0 and is_loadable(smaller):
                shutil.copymode(path, smaller)
                shutil.move(smaller, path)
                saved += gain
            else:
                smaller.unlink()
    return saved


def link_copies(inside: Path, least: int = 100_000) -> int:
    """Make a library that equals one of the same name in another folder a link to it. Returns the bytes saved.

    Two wheels bring the same Fortran library each, under a name that has a hash of its contents.
    """
    saved = 0
    firsts: dict[tuple[str, str], Path] = {}
    for path in elf_files(inside):
        size = path.stat().st_size
        if size < least:
            continue
        with open(path, "rb") as file:
            key = path.name, hashlib.file_digest(file, "sha256").hexdigest()
        first = firsts.setdefault(key, path)
        if first is not path:
            path.unlink()
            path.symlink_to(os.path.relpath(first, path.parent))
            saved += size
    return saved


def trim_icu(library: Path) -> int:
    """Drop languages from a library of ICU's data, whose one symbol is an archive. Returns the bytes saved."""
    before = library.stat().st_size
    symbols = re.findall(r"^[0-9a-f]+ R (icudt\d+_dat)$", _output_of(["nm", "-D", str(library)]), re.MULTILINE)
    if len(symbols) != 1:
        raise ShrinkingError(f"{library.name} has no archive of ICU's data where one is looked for.")
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        archive = scratch / f"{symbols[0].removesuffix('_dat')}l.dat"  # icupkg takes the byte order from the name
        whole = scratch / "whole" / archive.name
        whole.parent.mkdir()
        _run(["objcopy", "-O", "binary", "--only-section=.rodata", str(library), str(whole)])
        items = _output_of(["icupkg", "-l", str(whole)]).split()
        dropped = scratch / "dropped.txt"
        dropped.write_text("\n".join(item for item in items if not is_kept(item)) + "\n", encoding="ascii")
        _run(["icupkg", "--ignore-deps", "-r", str(dropped), str(whole), str(archive)])
        source, compiled, linked = scratch / "data.s", scratch / "data.o", scratch / library.name
        source.write_text(
            f".section .rodata\n.balign 16\n.globl {symbols[0]}\n.type {symbols[0]}, @object\n{symbols[0]}:\n"
            f'.incbin "{archive}"\n.size {symbols[0]}, . - {symbols[0]}\n.section .note.GNU-stack,"",@progbits\n',
            encoding="ascii",
        )
        _run(["as", "-o", str(compiled), str(source)])
        _run(["ld", "-shared", "-z", "noexecstack", "-soname", library.name, "-o", str(linked), str(compiled)])
        shutil.copymode(library, linked)
        shutil.move(linked, library)
    return before - library.stat().st_size


def is_kept(item: str) -> bool:
    """Whether an item of ICU's archive, as `coll/zh.res`, stays in it.

    Qt asks ICU how to sort and what time zones are called; it breaks lines and formats numbers by itself, and nothing
    here has Qt read another encoding than UTF-8.
    """
    language = _OF_A_LANGUAGE.fullmatch(item)
    return _NEVER_ASKED_FOR.fullmatch(item) is None and (language is None or language["language"] in _LANGUAGES)


def elf_files(inside: Path) -> Iterator[Path]:
    for path in sorted(inside.rglob("*")):
        if not path.is_symlink() and path.is_file():
            with open(path, "rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def is_loadable(path: Path) -> bool:
    """Whether the segments of a 64-bit ELF file lie in it as they will in memory, modulo their alignment."""
    with open(path, "rb") as file:
        header = file.read(64)
        if header[4:6] != b"\x02\x01":
            return False
        (start,) = struct.unpack_from("<Q", header, 32)
        size, count = struct.unpack_from("<HH", header, 54)
        file.seek(start)
        table = file.read(size * count)
    segments = (struct.unpack_from("<IIQQQQQQ", table, number * size) for number in range(count))
    return all(
        (offset - address) % max(alignment, 1) == 0
        for kind, _, offset, address, _, _, _, alignment in segments
        if kind == 1  # PT_LOAD
    )


def _output_of(command: list[str]) -> str:
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        raise ShrinkingError(f"{' '.join(command[:2])} failed: {finished.stderr.strip()}")
    return finished.stdout


def _run(command: list[str]) -> None:
    _output_of(command)
