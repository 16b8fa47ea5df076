"""Standard streams however a program was started, messages that never fail, and a progress bar."""

import io
import json
import logging
import os
import shutil
import subprocess
import sys
import warnings

import numpy as np
import pytest
from PIL import Image

from inpaint_studio import terminal
from inpaint_studio.sentence import from_json, say


@pytest.fixture
def photo(tmp_path):
    """A picture file and a mask file of the same size, with a hole of 12 x 20."""
    rows, columns = np.mgrid[0:90, 0:120]
    pixels = np.stack([rows * 2, columns * 2, (rows + columns) % 256], axis=-1).astype(np.uint8)
    mask = np.zeros((90, 120), np.uint8)
    mask[40:52, 50:70] = 255
    pixels[44:48, 52:68] = (240, 20, 20)  # what should go
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    Image.fromarray(mask).save(tmp_path / "mask.png")
    return tmp_path / "photo.png", tmp_path / "mask.png"


def pixels_of(path):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def program(*arguments, **how) -> subprocess.CompletedProcess:
    """The command as a process of its own; its streams and its encoding are what is tried."""
    words = [
        sys.executable,
        "-m",
        "inpaint_studio",
        *(os.fspath(a) if isinstance(a, os.PathLike) else a for a in arguments),
    ]
    return subprocess.run(words, capture_output=True, timeout=240, **how)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell that closes streams")
def test_a_fill_needs_none_of_the_standard_streams(photo, tmp_path):
    picture, mask = photo
    output = tmp_path / "out.png"
    words = 'exec "$0" -m inpaint_studio fill "$1" --mask "$2" --output "$3" --method membrane --plan'
    line = f"{words} 0<&- >&- 2>&-"
    ended = subprocess.run(["sh", "-c", line, sys.executable, picture, mask, output], timeout=240, check=False)
    assert ended.returncode == 0
    assert (pixels_of(output)[:40] == pixels_of(picture)[:40]).all()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell that closes streams")
@pytest.mark.parametrize("closed", ["2>&-", ">&-"])
def test_no_file_is_taken_for_a_stream_that_is_closed(closed, photo, tmp_path):
    picture, mask = photo
    shutil.copy(picture, tmp_path / "copy.png")
    line = f'exec "$0" -m inpaint_studio verify "$1" "$2" --mask "$3" {closed}'
    words = ["sh", "-c", line, sys.executable, tmp_path / "copy.png", picture, mask]
    before = picture.read_bytes()
    assert subprocess.run(words, timeout=240, check=False, capture_output=True).returncode == 0
    assert picture.read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="needs file names that are no text")
@pytest.mark.parametrize("encoding", ["utf-8:strict", "ascii:strict"])
def test_a_name_that_cannot_be_printed_stops_nothing(encoding, photo, tmp_path):
    picture, mask = photo
    name = os.fsencode(tmp_path) + "/写真 ".encode() + b"gr\xfc\xdfe.png"
    shutil.copy(os.fsencode(picture), name)
    output, env = name[:-4] + b".out.png", {**os.environ, "PYTHONIOENCODING": encoding}
    if encoding == "ascii:strict":  # the stricter one: a fill takes seconds to begin
        ended = program("fill", name, "--mask", mask, "--output", output, "--method", "membrane", "--plan", env=env)
        assert ended.returncode == 0, ended.stderr
    else:
        shutil.copy(os.fsencode(picture), output)
    ended = program("verify", name, output, "--mask", mask, "--json", env=env)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["result"] == os.fsdecode(output)


def test_what_libraries_print_stays_off_the_terminal_and_what_we_print_does_not():
    code = (
        "import os, sys, warnings, logging\n"
        "from inpaint_studio import terminal\n"
        "terminal.take_over(mute_libraries=True)\n"
        "with terminal.quiet():\n"
        "    os.write(2, b'libpng error: Invalid IHDR data')\n"
        "    warnings.warn('of a decoder')\n"
        "    logging.getLogger('PIL').warning('of a logger')\n"
        "    print('gr\\udcfcn', file=sys.stderr)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=True)
    assert ended.stderr.split() == [b"gr\\udcfcn"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
@pytest.mark.parametrize("readable", [True, False])
def test_messages_that_cannot_be_written_change_no_exit_code(readable, photo):
    picture, mask = photo
    result = picture if readable else picture.with_name("gone.png")
    words = [sys.executable, "-m", "inpaint_studio", "verify", "copy.png", result.name, "--mask", mask.name]
    shutil.copy(picture, picture.with_name("copy.png"))
    with open("/dev/full", "w") as full:
        ended = subprocess.run(words, cwd=picture.parent, stdout=subprocess.PIPE, stderr=full, timeout=240, check=False)
    assert ended.returncode == (0 if readable else 2)


class Screen(io.StringIO):
    """A terminal of an encoding."""

    def __init__(self, encoding: str = "utf-8", is_terminal: bool = True) -> None:
        super().__init__()
        self._encoding, self._is_terminal = encoding, is_terminal

    @property
    def encoding(self) -> str:
        return self._encoding

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.mark.parametrize(
    ("encoding", "full", "empty"), [("utf-8", "█", "░"), ("ascii", "#", "-"), ("no such encoding", "#", "-")]
)
def test_a_bar_is_drawn_in_what_the_terminal_can_show_and_is_taken_away(encoding, full, empty, monkeypatch):
    screen = Screen(encoding)
    monkeypatch.setattr(sys, "stderr", screen)
    with terminal.Progress(4) as bar:
        bar.show(1.5)
        assert screen.getvalue() == "\r" + full * 11 + empty * 19 + " 1/4"
        bar.show(4)
        assert screen.getvalue().endswith("\r" + full * 30 + " 4/4")
    assert screen.getvalue().endswith("\r\x1b[K")


def test_what_is_said_beside_a_bar_goes_to_the_other_stream_once_it_is_cleared(monkeypatch, capsys):
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    bar = terminal.Progress(2)
    bar.show(1)
    bar.say("a.png: done")
    assert screen.getvalue().endswith("\r\x1b[K")
    assert capsys.readouterr().out == "a.png: done\n"


@pytest.mark.parametrize(("total", "is_terminal"), [(4, False), (0, True)])
def test_without_a_terminal_or_anything_to_do_there_is_no_bar(total, is_terminal, monkeypatch):
    screen = Screen(is_terminal=is_terminal)
    monkeypatch.setattr(sys, "stderr", screen)
    with terminal.Progress(total) as bar:
        bar.show(0)
    assert screen.getvalue() == ""


def test_an_error_is_one_line_for_people_or_its_template_and_values_for_a_program(monkeypatch, capsys):
    message = say("{name} is empty.", name="a.png")
    monkeypatch.delenv(terminal.MESSAGES, raising=False)
    terminal.complain(message)
    assert capsys.readouterr().err == "inpaint-studio: a.png is empty.\n"
    monkeypatch.setenv(terminal.MESSAGES, "json")
    terminal.complain(message)
    text = capsys.readouterr().err.removeprefix("inpaint-studio: ")
    assert from_json(json.loads(text)) == message


def test_warnings_of_libraries_are_silent_unless_they_were_asked_for(monkeypatch):
    handlers = list(logging.getLogger().handlers)
    for options, count in (([], 0), (["default"], 1)):
        monkeypatch.setattr(sys, "warnoptions", options)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            with terminal.quiet():
                warnings.warn("of a decoder", stacklevel=1)
        assert len(caught) == count
    assert logging.getLogger().handlers == handlers


def test_a_closed_pipe_raises_nothing_and_what_came_before_is_there():
    reading, writing = os.pipe()
    stream = terminal._never_failing(writing, "ascii")
    stream.write("grün\n")
    assert os.read(reading, 100) == b"gr\\xfcn\n"
    os.close(reading)
    stream.write("nobody listens\n" * 5000)
    stream.flush()
    stream.close()


def test_a_missing_stream_takes_everything_and_one_of_somebody_else_is_left_to_them():
    nowhere = terminal._printable(None)
    nowhere.write("nobody reads this ☂")
    nowhere.close()
    screen = Screen()
    assert terminal._printable(screen) is screen
    with io.TextIOWrapper(io.BytesIO(), encoding="ascii", line_buffering=True) as own:
        assert terminal._printable(own) is own
        own.write("☂")
        own.flush()
        assert own.buffer.getvalue() == b"\\u2602"
