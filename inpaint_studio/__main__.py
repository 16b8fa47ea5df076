"""`python -m inpaint_studio` is the same program as `inpaint-studio`; an application folder starts here."""

import multiprocessing
import sys


def run() -> int:
    multiprocessing.freeze_support()  # a frozen program's worker process ends in here
    from inpaint_studio import children

    children.restore_environment()
    if children.serve(sys.argv[1:]):
        return 0
    from inpaint_studio.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(run())
