"""The device of a fill."""

import torch

from inpaint_studio.filling.request import FillError
from inpaint_studio.model.nets import device
from inpaint_studio.model.nets.device import DeviceError
from inpaint_studio.sentence import reason


def pick(name: str) -> torch.device:
    """See `nets.device.pick`. Raises FillError, a sentence, for a device that this machine does not have."""
    try:
        return device.pick(name)
    except DeviceError as error:
        raise FillError(reason(error)) from error
