"""An application folder is made smaller, and its libraries still load."""

import ctypes
import shutil
import struct
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import shrinking

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ELF")
HAS_BINUTILS = all(map(shutil.which, ("as", "ld", "strip", "nm", "objcopy")))


def link(path: Path, assembly: str) -> Path:
    """A shared library of a few lines of assembly, with local symbols."""
    path.parent.mkdir(parents=True, exist_ok=True)
    source, compiled = path.with_suffix(".s"), path.with_suffix(".o")
    source.write_text(assembly, encoding="ascii")
    subprocess.run(["as", "-o", compiled, source], check=True)
    subprocess.run(["ld", "-shared", "-z", "noexecstack", "-soname", path.name, "-o", path, compiled], check=True)
    source.unlink()
    compiled.unlink()
    return path


SEVEN = '.section .note.GNU-stack,"",@progbits\n.data\n.globl seven\nseven: .long 7\n' + "\n".join(
    f"symbol_of_nobody_{number}: .long {number}" for number in range(300)
)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    if not HAS_BINUTILS:
        pytest.skip("binutils are missing")
    return link(tmp_path / "inside" / "a" / "libseven.so.1", SEVEN)


def test_a_stripped_library_is_smaller_and_loads(library: Path) -> None:
    before = library.stat()
    library.chmod(0o755)
    saved = shrinking.strip_symbols(library.parents[1])
    assert saved == before.st_size - library.stat().st_size > 5000
    assert library.stat().st_mode & 0o777 == 0o755
    assert ctypes.c_int.in_dll(ctypes.CDLL(str(library)), "seven").value == 7


def test_a_library_that_strip_breaks_stays_as_it_is(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = library.read_bytes()
    monkeypatch.setattr(shrinking, "is_loadable", lambda path: False)
    assert shrinking.strip_symbols(library.parents[1]) == 0
    assert library.read_bytes() == before


def test_segments_must_lie_in_the_file_as_in_memory(library: Path, tmp_path: Path) -> None:
    assert shrinking.is_loadable(library)
    content = bytearray(library.read_bytes())
    (start,) = struct.unpack_from("<Q", content, 32)
    size, count = struct.unpack_from("<HH", content, 54)
    loads = [start + n * size for n in range(count) if struct.unpack_from("<I", content, start + n * size) == (1,)]
    (offset,) = struct.unpack_from("<Q", content, loads[-1] + 8)
    struct.pack_into("<Q", content, loads[-1] + 8, offset + 8)  # as strip does to OpenBLAS
    moved = tmp_path / "libmoved.so"
    moved.write_bytes(content)
    assert not shrinking.is_loadable(moved)


def test_a_library_that_is_there_twice_becomes_a_link(tmp_path: Path) -> None:
    content = b"\x7fELF" + bytes(200_000)
    for folder, rest in (("numpy.libs", b""), ("scipy.libs", b""), ("other.libs", b"else")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "libgfortran-0400.so.5").write_bytes(content + rest)
    assert shrinking.link_copies(tmp_path) == len(content)
    linked = tmp_path / "scipy.libs" / "libgfortran-0400.so.5"
    assert linked.readlink() == Path("../numpy.libs/libgfortran-0400.so.5")
    assert linked.read_bytes() == content
    assert not (tmp_path / "other.libs" / "libgfortran-0400.so.5").is_symlink()
    assert shrinking.link_copies(tmp_path) == 0


KEPT = """coll/root.res coll/zh.res coll/ucadata.icu coll/res_index.res zone/en.res res_index.res root.res pool.res
zoneinfo64.res nfkc.nrm cnvalias.icu zh_Hans_CN.res brkitr/line.brk"""
DROPPED = "de.res coll/ja.res zone/fr_CA.res ibm-1252.cnv brkitr/thaidict.dict unit/en.res yue.res"


@pytest.mark.parametrize("item", KEPT.split())
def test_of_icu_what_qt_asks_for_stays(item: str) -> None:
    assert shrinking.is_kept(item)


@pytest.mark.parametrize(
    "item",
    ["de.res", "coll/ja.res", "zone/fr_CA.res", "ibm-1252.cnv", "brkitr/thaidict.dict", "unit/en.res", "yue.res"],
)
def test_of_icu_other_languages_and_encodings_go(item: str) -> None:
    assert not shrinking.is_kept(item)


def test_icu_data_keep_their_symbol_and_lose_items(tmp_path: Path) -> None:
    if not HAS_BINUTILS or shutil.which("icupkg") is None:
        pytest.skip("binutils or icu-devtools are missing")
    qt = Path(sysconfig.get_paths()["purelib"]) / "PySide6" / "Qt" / "lib"
    (original,) = qt.glob("libicudata.so.*")
    library = tmp_path / original.name
    shutil.copy(original, library)
    (tmp_path / "twin.so").symlink_to(library)
    assert shrinking.icu_libraries(tmp_path) == [library]
    saved = shrinking.trim_icu(library)
    assert saved > 20_000_000
    loaded = ctypes.CDLL(str(library))
    symbol = f"icudt{original.name.rsplit('.', 1)[-1]}_dat"
    header = bytes((ctypes.c_ubyte * 16).in_dll(loaded, symbol))
    assert header[2:4] == b"\xda\x27"  # UDataInfo's magic bytes
    assert header[12:16] == b"CmnD"


def test_what_has_no_archive_is_refused(library: Path) -> None:
    with pytest.raises(shrinking.ShrinkingError, match="no archive of ICU's data"):
        shrinking.trim_icu(library)


def test_without_tools_the_folder_stays_larger_and_that_is_said(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert shrinking.shrink(tmp_path) == [
        "strip missing: symbol tables stay",
        "libraries that are there twice: 0 MB",
        "icupkg and objcopy and nm and as and ld missing: ICU keeps the data of all languages",
    ]
