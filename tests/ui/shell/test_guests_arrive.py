"""What other packages bring is loaded after the window is shown, and joins menus and bars when it comes."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from inpaint_studio import guests, registry
from inpaint_studio.filling.methods import METHODS, method_of
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.guests import GuestError


@pytest.fixture
def slow_guests(monkeypatch) -> Iterator[threading.Event]:
    """Guests that load when the event is set: a method, a finder, and one that fails."""
    may_load = threading.Event()
    membrane, damage = METHODS["membrane"], FINDERS["damage"]

    def adopt(entry: EntryPoint):
        while not may_load.wait(0.01):
            if guests._is_leaving.is_set():
                raise GuestError("given up")
        if entry.name == "broken":
            raise GuestError("Broken cannot be loaded.")
        kind = membrane if entry.group.endswith("methods") else damage
        return replace(kind, key=entry.name, title=f"The {entry.name}")

    monkeypatch.setattr(METHODS, "_adopt", adopt)
    monkeypatch.setattr(FINDERS, "_adopt", adopt)
    names = {METHODS._group: ("toy", "broken"), FINDERS._group: ("seeker",)}
    monkeypatch.setattr(
        registry,
        "entry_points",
        lambda group: [EntryPoint(name, "toys:TOY", group) for name in names.get(group, ())],
    )
    for table in (METHODS, FINDERS):
        table.refresh()
    yield may_load
    may_load.set()
    monkeypatch.undo()
    for table in (METHODS, FINDERS):
        table.refresh()


def _offered(window) -> list[str]:
    return [window.options.methods.itemData(at) for at in range(window.options.methods.count())]


def test_the_window_is_there_before_the_guests_and_offers_them_when_they_come(slow_guests, application, qtbot):
    window = application.open_window()
    assert window.isVisible()
    qtbot.waitUntil(lambda: len(application.workers) == 1)  # one loads now
    assert "toy" not in _offered(window)
    assert "toy" not in METHODS, "the window's thread waits for nobody"
    window.options.methods.setCurrentIndex(window.options.methods.findData("membrane"))
    bench = window.dialogs.show_bench()
    slow_guests.set()
    qtbot.waitUntil(lambda: len(application.workers) == 0, timeout=20_000)
    assert "toy" in _offered(window)
    assert window.options.method == "membrane", "the choice stays"
    remake = [action.data() for action in window.fills.remake_button.menu().actions()]
    assert "toy" in remake
    finders = [menu for menu in window.menuBar().findChildren(QMenu) if menu.title() == "&Mask"]
    assert not FINDERS.failures
    assert "seeker" in FINDERS
    assert [action.text() for action in finders[0].actions()].count("The seeker…") == 1
    bench.bar.methods.popup(bench.pos())
    assert "The toy" in [action.text() for action in bench.bar.methods.actions()]
    bench.bar.methods.close()
    assert window.messages.text == "Broken cannot be loaded."
    window.offer_guests()
    assert _offered(window).count("toy") == 1
    again = application.open_window()
    assert "toy" in _offered(again)
    window.dialogs.shut_down()


def test_fills_by_our_own_methods_wait_for_no_guest(slow_guests, application, qtbot, picture_file, drag):
    window = application.open_window(picture_file)
    qtbot.waitUntil(lambda: window.session.document is not None and not window.session.is_busy, timeout=20_000)
    assert len(application.workers) == 1
    drag(window, (100, 100), (140, 100))
    with qtbot.waitSignal(window.session.filling.finished, timeout=60_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert len(application.workers) == 1, "a guest still loads"
    slow_guests.set()
    qtbot.waitUntil(lambda: len(application.workers) == 0 and not window.session.is_busy, timeout=20_000)
    window.session.workers.stop_all()


def test_who_closes_the_last_window_is_not_kept_waiting_by_a_guest(slow_guests, application, qtbot):
    window = application.open_window()
    qtbot.waitUntil(lambda: len(application.workers) == 1)
    with qtbot.waitSignal(application.ended, timeout=30_000):
        window.close()
    assert len(application.workers) == 0


def test_a_worker_waits_for_the_guest_it_needs(slow_guests, application):
    keys = []
    asker = threading.Thread(target=lambda: keys.append(method_of("toy").key))
    asker.start()
    slow_guests.set()
    asker.join(20)
    assert keys == ["toy"]
