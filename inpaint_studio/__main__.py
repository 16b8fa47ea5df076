"""`python -m inpaint_studio` is the same program as `inpaint-studio`."""

import sys

from inpaint_studio.cli import main

if __name__ == "__main__":
    sys.exit(main())
