"""Run by the Python of an environment that has only the wheel: does what was installed really work?"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"


def main() -> None:
    import inpaint_studio
    from inpaint_studio.resources import resource

    package = Path(inpaint_studio.__file__).resolve().parent
    assert "site-packages" in package.parts, f"the checkout was imported, not the wheel: {package}"

    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    icon = QIcon(str(resource("icons/inpaint-studio.svg")))
    pixmap = icon.pixmap(64, 64)
    assert not pixmap.isNull(), "Qt could not load the icon"
    assert pixmap.toImage().pixelColor(32, 32).alpha() > 0, "the icon is blank"
    del application

    import numpy as np
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        picture, mask, output = (Path(folder) / name for name in ("picture.png", "mask.png", "output.png"))
        rows, columns = np.mgrid[0:192, 0:192]
        waves = 128 + 60 * np.sin(rows / 9) + 40 * np.cos(columns / 13)
        before = np.stack([waves, waves * 0.8, 255 - waves], axis=-1).clip(0, 255).astype(np.uint8)
        hole = np.zeros((192, 192), np.uint8)
        hole[64:128, 64:128] = 255
        Image.fromarray(before).save(picture)
        Image.fromarray(hole).save(mask)
        program = Path(sys.executable).with_name("inpaint-studio.exe" if os.name == "nt" else "inpaint-studio")
        subprocess.run([program, "fill", picture, "--mask", mask, "--output", output], check=True, cwd=folder)
        after = np.asarray(Image.open(output))
    assert (after[hole == 0] == before[hole == 0]).all(), "pixels outside the mask changed"
    assert (after[hole > 0] != before[hole > 0]).any(), "nothing was filled"
    print("the installed wheel loads its icon and fills a 64x64 hole")


if __name__ == "__main__":
    main()
