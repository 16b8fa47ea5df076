"""The windows and dialogs of one window: built when they are first asked for, and ended with it."""

import subprocess
import sys


def test_bench_and_training_are_built_once_and_when_asked_for(open_window, picture_file):
    window = open_window(picture_file)
    assert window.dialogs.bench is None
    assert window.dialogs.training is None
    window.actions_by_name["bench"].trigger()
    bench = window.dialogs.bench
    window.actions_by_name["train"].trigger()
    assert window.dialogs.show_bench() is bench
    assert window.dialogs.show_training() is window.dialogs.training
    window.dialogs.shut_down()


def test_the_modules_of_bench_and_training_are_loaded_when_asked_for():
    script = (
        "import sys, inpaint_studio.ui.shell.window\n"
        "late = ('ui.bench.window', 'ui.training.dialog')\n"
        "print([name for name in sys.modules if name.endswith(late)])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_decided_in_a_dialog_is_passed_on(open_window, picture_file, qtbot):
    window = open_window(picture_file)
    dialogs = window.dialogs
    preferences = dialogs.show_preferences()
    for name in ("theme_changed", "look_changed", "history_changed"):
        with qtbot.waitSignal(getattr(dialogs, name)):
            getattr(preferences, name).emit()
    preferences.close()
    editor = dialogs.show_shortcut_editor()
    with qtbot.waitSignal(dialogs.shortcuts_changed):
        editor.changed.emit()
    editor.close()


def test_the_bench_opens_with_the_checkpoint_that_fills_are_made_with(open_window, picture_file, monkeypatch, tmp_path):
    from inpaint_studio.ui.bench.window import BenchWindow

    added = []
    monkeypatch.setattr(BenchWindow, "add_checkpoints", lambda self, paths: added.extend(paths))
    window = open_window(picture_file)
    own = tmp_path / "latest.safetensors"
    window.session.generator.checkpoint = own
    bench = window.dialogs.show_bench()
    assert added == [own]
    assert len(bench.contest.entries) > 1  # beside the shipped one and the methods
    window.dialogs.shut_down()
