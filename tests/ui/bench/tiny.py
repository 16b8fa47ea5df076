"""What the bench's tests put into it: checkpoints of a few thousand numbers, how they are dropped, candidates."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.nets.config import GeneratorConfig
from inpaint_studio.ui.bench.votes import Candidate

LONG = 120_000  # ms; a loaded machine took 40 s for one fill, and nothing here waits without need

HOLE = Rect(60, 50, 30, 24)

TINY = GeneratorConfig(
    channels=(8, 8, 8), down_blocks=(1, 1), up_blocks=(1, 1), middle=(1,), gate_channels=8, gate_blocks=1
)

OTHER = GeneratorConfig(
    channels=(8, 8, 12), down_blocks=(1, 1), up_blocks=(1, 1), middle=(1,), gate_channels=8, gate_blocks=1
)

A, B = Candidate("a", "generator", "a" * 64), Candidate("b", "generator", "b" * 64)

SMOOTH = Candidate("Smooth", "membrane")


def write_checkpoint(path: Path, seed: int, config: GeneratorConfig = TINY, images_seen: int = 0) -> Path:
    """A generator of random weights, each of which fills differently."""
    import torch

    from inpaint_studio.model.checkpoints import checkpoint
    from inpaint_studio.model.nets.architectures import build

    torch.manual_seed(seed)
    net = build(config)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
    path.parent.mkdir(parents=True, exist_ok=True)
    checkpoint.save(path, net.state_dict(), Description(config, images_seen=images_seen))
    return path


def write_lpips(path: Path) -> Path:
    """Random weights in the shapes of LPIPS on AlexNet."""
    import torch
    from safetensors.torch import save_file

    from inpaint_studio.model.nets import lpips

    generator = torch.Generator().manual_seed(0)
    save_file({n: torch.rand(shape, generator=generator) / 50 for n, shape in lpips._shapes().items()}, path)
    return path


def drop(target: QWidget, *paths: Path) -> None:
    """As from a file manager: Qt hands the events to the first widget from here upwards that takes drops."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), action, data, buttons, keys)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    dropped = QDropEvent(QPointF(5, 5), action, data, buttons, keys)
    QApplication.sendEvent(target, dropped)
    assert dropped.isAccepted()
