#!/usr/bin/env python3
"""Make the environment where it is missing, then run inpaint-studio with whatever arguments follow.

python3 packaging/start.py                  the window
python3 packaging/start.py fill photo.png --mask mask.png --output out.png
"""

import os
import subprocess
import sys

from environment import ROOT, SetupError, ensure, say, script_of


def main(arguments: list[str]) -> int:
    try:
        ensure(ROOT / ".venv")
    except SetupError as error:
        say(str(error))
        return 1
    command = [str(script_of(ROOT / ".venv", "inpaint-studio")), *arguments]
    if os.name == "nt":
        return subprocess.run(command, check=False).returncode
    os.execv(command[0], command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
