"""Warming up: stage by stage, and a first fill that finds everything there."""

from pathlib import Path
from threading import Event

import pytest

from inpaint_studio.filling import exemplar, warming

_SET = Event()
_SET.set()


class _Engine:
    def __init__(self) -> None:
        self.calls: list[str] = []

    def open(self, checkpoint: Path | None) -> None:
        self.calls.append(f"open {checkpoint}")

    def try_out(self, checkpoint: Path | None) -> None:
        self.calls.append(f"try {checkpoint}")


def test_each_stage_is_told_before_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = _Engine()
    monkeypatch.setattr(warming, "load_libraries", lambda: engine.calls.append("libraries"))
    monkeypatch.setattr(exemplar, "compile_kernels", lambda: engine.calls.append("compile"))
    path = Path("a.safetensors")
    seen = []
    for stage in warming.warm_up(lambda: engine, path):  # type: ignore[arg-type, return-value]
        seen.append((stage, len(engine.calls)))
    assert seen == [("library", 0), ("generator", 1), ("kernels", 2), ("trial", 3)]
    assert engine.calls == ["libraries", f"open {path}", "compile", f"try {path}"]


def test_libraries_that_are_not_there_are_left_to_the_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_LIBRARIES", (("no_such_package", "lib/x.so", False), ("json", "x.so", True)))
    warming.load_libraries()
    monkeypatch.setattr(warming.sys, "platform", "win32")
    warming.load_libraries()


def test_a_trial_teaches_no_pace_and_loads_no_second_net() -> None:
    from inpaint_studio.filling.engine import Engine

    engine = Engine(load=lambda: 0.0)
    engine.open(None)
    (net,) = engine._loaded.values()
    before = engine._pace.now(1)
    engine.try_out(None)
    assert list(engine._loaded.values()) == [net]
    assert engine._pace.now(1) == before


def test_what_is_ready_is_not_prepared_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from inpaint_studio.filling.engine import Engine

    engine = Engine(device="cpu")
    monkeypatch.setattr(exemplar, "compile_kernels", lambda: monkeypatch.setattr(exemplar, "_compiled", _SET))
    monkeypatch.setattr(exemplar, "_compiled", Event())

    def stages(*, generates: bool, copies: bool) -> list[str]:
        return list(warming.warm_up_for(lambda: engine, None, generates=generates, copies=copies))

    assert stages(generates=False, copies=False) == []
    assert stages(generates=True, copies=False) == ["generator"]
    assert engine.is_open()
    assert stages(generates=True, copies=True) == ["kernels"]
    assert stages(generates=True, copies=True) == []


def test_torch_is_told_of_while_it_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = _Engine()
    monkeypatch.setattr(warming, "load_libraries", lambda: engine.calls.append("libraries"))
    monkeypatch.delitem(warming.sys.modules, "inpaint_studio.filling.engine", raising=False)
    made = warming.warm_up_for(lambda: engine, None, generates=False, copies=False)  # type: ignore[arg-type, return-value]
    assert next(made) == "library"
    assert not engine.calls, "it is told before it is done"
    assert list(made) == []
    assert engine.calls == ["libraries"]
