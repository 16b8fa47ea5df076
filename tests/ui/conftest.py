"""What the window's tests stand on: their own settings, no Qt warning, no thread left behind, a quick engine."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio import guests
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.files.errors import SaveError
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult
from inpaint_studio.resources import resource
from inpaint_studio.ui.document import jobs, thumbnails
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit import language
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.app import Application
from inpaint_studio.ui.shell.welcome import sample_pictures
from inpaint_studio.ui.shell.window import Window

from .strips import calm, drop

GREY = 128
_AWAY = QPoint(-5000, -5000)  # where no window is
_PATIENCE_MS = 60_000  # of waiting without a limit of its own: 5 s are none on a busy machine, and only failures wait
for _wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitActive, QtBot.waitExposed):
    _wait.__kwdefaults__["timeout"] = _PATIENCE_MS
# Of the offscreen platform, which has no window manager and no fonts of its own; nothing of ours.
_HARMLESS = (
    "This plugin does not support",
    "QFontDatabase: Cannot find font directory",
    "Populating font family aliases",
)


def fill_grey(request: FillRequest) -> Iterator[FillProgress | FillResult]:
    """An engine that paints the hole grey: membrane first, then the result, so that pixels can be asserted exactly."""
    dtype, channels = request.picture.pixels.dtype, request.picture.pixels.shape[2]
    grey = GREY if dtype == np.uint8 else GREY / 255 if dtype.kind == "f" else GREY * 257
    pixels = np.full((request.rect.height, request.rect.width, channels), grey, dtype)
    yield FillProgress("membrane", request.rect, pixels, request.mask, 1, 2)
    recipe = Recipe(request.method if request.method != "auto" else "membrane", None, request.seed)
    yield FillResult((Fill(f"fill-{request.rect}-{request.seed}", request.rect, pixels, request.mask, recipe),), 0.0)


class SlowEngine:
    """Yields one preview, then waits for leave to finish."""

    def __init__(self) -> None:
        self.may_finish = threading.Event()
        self.requests: list[FillRequest] = []
        self.was_closed = threading.Event()

    def __call__(self, request: FillRequest) -> Iterator[FillProgress | FillResult]:
        self.requests.append(request)
        values = fill_grey(request)
        try:
            yield next(values)
            while not self.may_finish.wait(0.002):
                yield FillProgress("membrane", request.rect, _grey_like(request), request.mask, 1, 2)
            yield from values
        finally:
            self.was_closed.set()


def judge_nothing(request: FillRequest, fills: tuple[Fill, ...]) -> None:
    """A judge as without a discriminator."""


def _grey_like(request: FillRequest) -> np.ndarray:
    return np.full((request.rect.height, request.rect.width, request.picture.pixels.shape[2]), GREY, np.uint8)


@pytest.fixture(autouse=True)
def qt_says_nothing() -> Iterator[None]:
    """A warning of Qt fails the test it appears in."""
    warnings: list[str] = []

    def listen(kind: QtMsgType, context: object, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not text.startswith(_HARMLESS):
            warnings.append(text)

    before = qInstallMessageHandler(listen)
    yield
    qInstallMessageHandler(before)
    assert not warnings, f"Qt said: {warnings}"


@pytest.fixture(autouse=True)
def the_pointer_is_let_go() -> Iterator[None]:
    """Qt remembers buttons and modifiers over the widgets that events went to: a press whose release went nowhere, as
    with a menu or a widget that is gone, would have the window system's events of later tests taken for others. And
    where the pointer was left, what is shown there later would be under it."""
    buttons, modifiers = QApplication.mouseButtons, QApplication.keyboardModifiers  # tests put others in their place
    yield
    if not isinstance(QApplication.instance(), QApplication):
        return
    if QCursor.pos() != _AWAY:
        QCursor.setPos(_AWAY)
    pressed = buttons()
    if not (pressed or modifiers()):
        return
    released = QWidget()
    for button in Qt.MouseButton:
        if button & pressed or button is Qt.MouseButton.LeftButton:  # an event without modifiers ends theirs, too
            QTest.mouseRelease(released, button)
    released.deleteLater()
    assert not buttons()
    assert not modifiers()


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """A thread that outlives its test fails it, with the name it was started under."""
    from inpaint_studio.ui.kit import worker

    started: list[worker.Worker] = []
    start = worker.Worker.start

    def note(self: worker.Worker, *arguments: object) -> None:
        started.append(self)
        start(self, *arguments)

    worker.Worker.start = note  # type: ignore[method-assign]
    names = {}
    yield
    worker.Worker.start = start  # type: ignore[method-assign]
    for one in started:
        try:
            if one.isRunning():
                names[one.objectName()] = one
        except RuntimeError:
            continue  # Qt has deleted it, so it had ended
    for one in names.values():
        one.requestInterruption()
        one.wait()
    assert not names, f"left running: {sorted(names)}"


@pytest.fixture(scope="session")
def sample_thumbnails(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with thumbnails of the samples, made once: else every window's start page has a worker make them."""
    folder = tmp_path_factory.mktemp("samples") / "thumbnails"
    list(thumbnails.make(sample_pictures(resource("samples")), thumbnails.ThumbnailCache(folder)))
    return folder


@pytest.fixture(autouse=True)
def cache_of_its_own(tmp_path: Path, sample_thumbnails: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees or leaves thumbnails of another, or of the person at this machine."""
    folder = tmp_path / "thumbnails"

    def made() -> Path:
        if not folder.exists():  # only where a window asks for it
            shutil.copytree(sample_thumbnails, folder)
        return folder

    monkeypatch.setattr(thumbnails, "cache_folder", made)


@pytest.fixture
def preferences(tmp_path: Path, qapp: QApplication) -> Preferences:
    preferences = Preferences(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    preferences.language = "en"
    preferences.theme = "dark"
    preferences.set_flag("hints/show", False)
    return preferences


@pytest.fixture
def application(qapp: QApplication, preferences: Preferences) -> Iterator[Application]:
    made = Application(qapp, preferences)
    yield made
    guests.cancel_loading()
    made.workers.stop_all()
    for window in list(made.windows):
        window.closing.is_decided = True
        window.session.workers.stop_all()
        window.close()
        window.deleteLater()
    language.remove(qapp, made._translators)
    qapp.styleHints().colorSchemeChanged.disconnect(made._scheme_changed)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()


@pytest.fixture
def open_window(application: Application, qtbot) -> Callable[..., Window]:
    """Opens a window; with a path, with that picture open in it."""

    def opened(path: Path | None = None, engine=fill_grey, judge=judge_nothing) -> Window:
        window = application.open_window(session=Session(engine, judge, parent=application))
        window.resize(1100, 760)
        if path is not None:
            with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
                window.open(path)
            qtbot.waitUntil(lambda: not window.session.is_busy)
            for _ in range(4):  # the panels are laid out in the turn after the one in which they were shown
                QApplication.processEvents()
        return window

    return opened


def _png(pixels: np.ndarray) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


@cache
def _photo() -> bytes:
    """Coded once: hundreds of tests want it."""
    rng = np.random.default_rng(7)
    rows, columns = np.mgrid[0:240, 0:320]
    pixels = np.stack([columns * 255 // 320, rows * 255 // 240, (rows + columns) % 256], axis=2).astype(np.uint8)
    pixels[rng.random((240, 320)) < 0.05] //= 2
    return _png(pixels)


@pytest.fixture
def picture_file(tmp_path: Path) -> Path:
    """A PNG of 320 x 240 with something to see in it."""
    path = tmp_path / "photo.png"
    path.write_bytes(_photo())
    return path


@cache
def _scan(number: int) -> bytes:
    return _png(np.random.default_rng(number).integers(0, 255, (240, 320, 3), np.uint8))


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Five pictures of 320 x 240, each of its own colours."""
    made = [tmp_path / f"scan-{number}.png" for number in range(5)]
    for number, path in enumerate(made):
        path.write_bytes(_scan(number))
    return made


@pytest.fixture
def strip_of(open_window, qtbot, files):
    """A window with these many pictures dropped on it, all that can be put away put away."""

    def opened(count: int = 3, **engine):
        window = open_window(**engine)
        window.settings.set(radius=10, hardness=1.0)
        drop(window, files[:count])
        qtbot.waitUntil(lambda: window.session.document is not None, timeout=20_000)
        calm(window, qtbot)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return opened


@pytest.fixture
def drawn_lines():
    """The person's guide lines on a window's canvas: the search for automatic ones may have ended or not."""

    def of(window):
        return [line for line in window.canvas._guides if line.kind == "drawn"]

    return of


@pytest.fixture
def led(window, drag, settle):
    """A window with two guide lines and two source regions, all made by hand."""
    window.set_tool("guide")
    drag(window, (40, 40), (80, 60), (140, 60))
    drag(window, (40, 200), (200, 200))
    for corners in (((220, 20), (260, 60), (300, 90)), ((230, 120), (260, 150), (290, 180))):
        window.set_tool("rectangle")
        drag(window, *corners)
        settle(window)
        window.actions_by_name["sources_from_mask"].trigger()
        settle(window)
    window.set_tool("guide")
    return window


@pytest.fixture
def filled(window, drag, qtbot):
    """A window with three fills in its document."""
    for y in (40, 110, 180):
        drag(window, (60, y), (120, y))
        with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
            QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    return window


@pytest.fixture
def window(open_window, picture_file) -> Window:
    """A window with a picture; files that need another have a fixture of that name."""
    return open_window(picture_file)


@pytest.fixture
def grey_engine() -> Callable[[FillRequest], Iterator[FillProgress | FillResult]]:
    return fill_grey


@pytest.fixture
def slow_engine() -> SlowEngine:
    return SlowEngine()


@pytest.fixture
def slow_saving(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Saving that waits for leave, and fails where it is told to."""
    may_finish, control = threading.Event(), SimpleNamespace(fails=False, paths=[])
    save = jobs.save

    def slowly(*arguments):
        control.paths.append(arguments[2])
        assert may_finish.wait(20)
        if control.fails:
            raise SaveError("The folder is gone.")
        yield from save(*arguments)

    monkeypatch.setattr(jobs, "save", slowly)
    control.may_finish = may_finish
    return control


@pytest.fixture
def drag() -> Callable[..., None]:
    return _drag


@pytest.fixture
def settle(qtbot) -> Callable[[Window], None]:
    return partial(_settle, qtbot)


@pytest.fixture
def operate(qtbot) -> Callable[..., None]:
    """Asks for a mask operation by its action, with options, and takes it with Enter."""

    def operated(window: Window, key: str, **options: object) -> None:
        window.actions_by_name[f"{key}_mask"].trigger()
        bar = window.option_bar
        qtbot.waitUntil(lambda: window.session.mask_preview.is_open)
        chosen = replace(bar.controls.options, **options)
        bar.set_options(chosen)
        bar.changed.emit(chosen)
        QTest.keyClick(bar, Qt.Key.Key_Return)
        _settle(qtbot, window)

    return operated


def _drag(
    window: Window,
    *points: tuple[float, float],
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press at the first of these picture points, move over the others, let go at the last."""
    canvas = window.canvas
    places = [canvas.to_widget(*point) for point in points]
    QTest.mousePress(canvas, button, modifiers, places[0].toPoint())
    for place in places:
        at = QPointF(place.toPoint())
        move = QMouseEvent(
            QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), Qt.MouseButton.NoButton, button, modifiers
        )
        QApplication.sendEvent(canvas, move)
    QTest.mouseRelease(canvas, button, modifiers, places[-1].toPoint())


def _settle(qtbot, window: Window) -> None:
    """Wait until mask changes, fills and files are done."""
    session = window.session
    parts = (session.changes, session.mask_preview, session.saving, session, window.review)
    qtbot.waitUntil(
        lambda: not (session.is_filling or any(part.is_busy for part in parts)),
        timeout=20_000,
    )
