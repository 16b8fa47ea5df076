"""How threads that compute together wait for each other: asleep, so that a busy machine is not kept busier by waiting.

The threads of OpenMP, which torch computes with, spin at the end of each loop until the last one comes. Where another
process has its core, they burn what that one needs to get there. 20 scratches with two threads on two cores, quiet and
beside one busy process, 28 November 2026: 2.1 and 6.6 s; spinning 10,000 times 2.2 and 3.9, 1,000 times 2.4 and 3.9;
asleep at once 2.6 and 3.2, and 5.8 to 7.4 beside three. One thread alone: 3.1, 3.6 and 8.
"""

import os

_ASLEEP = {"OMP_WAIT_POLICY": "passive"}  # heard by GCC's runtime (Linux), LLVM's (macOS) and Intel's (Windows)
_SAID = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME")  # where a person has chosen, by any of these


def wait_asleep() -> None:
    """Have this process and those it starts wait asleep, unless its environment says how. Only before torch is loaded:
    OpenMP reads it once."""
    if not any(name in os.environ for name in _SAID):
        os.environ.update(_ASLEEP)
