"""OpenMP wait policy: passive, so that waiting threads do not load a busy machine.

The OpenMP threads of torch spin at the barrier after each loop. Where another process occupies a core, spinning takes
the CPU time that the last thread needs to get there. 20 scratches with two threads on two cores, quiet and
beside one busy process, 28 November 2026: 2.1 and 6.6 s; spinning 10,000 times 2.2 and 3.9, 1,000 times 2.4 and 3.9;
passive 2.6 and 3.2, and 5.8 to 7.4 beside three. One thread alone: 3.1, 3.6 and 8.
"""

import os

_ASLEEP = {"OMP_WAIT_POLICY": "passive"}  # read by GCC's runtime (Linux), LLVM's (macOS) and Intel's (Windows)
_EXPLICIT = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME")  # explicit settings of the person, which win


def wait_asleep() -> None:
    """Set a passive wait policy for this process and its children, unless the environment sets one. Call before torch
    is loaded: OpenMP reads it once."""
    if not any(name in os.environ for name in _EXPLICIT):
        os.environ.update(_ASLEEP)
