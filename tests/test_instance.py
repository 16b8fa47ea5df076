"""What a second start says to the running program, and where."""

import os
import stat
import sys
from pathlib import Path

import pytest

from inpaint_studio import instance
from inpaint_studio.instance import InvalidRequest, Request

WHOLE = Request((Path("/a/写真.png"), Path("/b.tif")), None, True, "Lightroom", True, "token")


@pytest.mark.parametrize("request_", [Request(), WHOLE, Request((Path("/a.png"),), Path("/m.png"))])
def test_a_request_crosses_as_one_line(request_):
    line = request_.line()
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert Request.of_line(line) == request_


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"[]\n",
        b"{}\n",
        b"no json\n",
        b"\xff\xfe\n",
        Request().line().replace(b'"protocol": 1', b'"protocol": 2'),
        WHOLE.line().replace(b"/b.tif", b"b.tif"),
        Request().line().replace(b'"open": []', b'"open": "/a.png"'),
        Request().line().replace(b'"open": []', b'"open": [1]'),
        Request().line().replace(b'"wait": false', b'"wait": 1'),
        Request().line().replace(b'"mask": null', b'"mask": "m.png"'),
    ],
)
def test_what_is_no_request_is_refused(line):
    with pytest.raises(InvalidRequest):
        Request.of_line(line)


@pytest.mark.skipif(sys.platform == "win32", reason="needs folders with owners")
def test_the_address_lies_in_a_folder_of_the_user_alone(tmp_path):
    first = instance.address({"XDG_RUNTIME_DIR": str(tmp_path), "DISPLAY": ":0"})
    assert first == instance.address({"XDG_RUNTIME_DIR": str(tmp_path), "DISPLAY": ":0"})
    assert first != instance.address({"XDG_RUNTIME_DIR": str(tmp_path), "DISPLAY": ":1"})  # another screen
    folder = Path(first).parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    os.chmod(folder, 0o755)
    with pytest.raises(PermissionError):
        instance.address({"XDG_RUNTIME_DIR": str(tmp_path)})
    folder.rmdir()
    folder.symlink_to(tmp_path)
    with pytest.raises(PermissionError):
        instance.address({"XDG_RUNTIME_DIR": str(tmp_path)})


def test_where_nobody_listens_nobody_takes_it(tmp_path):
    assert instance.hand_over(WHOLE, str(tmp_path / "nobody")) is None


@pytest.mark.skipif(sys.platform == "win32", reason="needs folders with owners")
def test_starts_in_a_flatpak_listen_in_the_folder_that_they_share(tmp_path):
    shared = tmp_path / "app" / "org.example.Studio"
    shared.mkdir(parents=True)
    environment = {"XDG_RUNTIME_DIR": str(tmp_path), "FLATPAK_ID": "org.example.Studio"}
    assert Path(instance.address(environment)).parent == shared / "inpaint-studio"
