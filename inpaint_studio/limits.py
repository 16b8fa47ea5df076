"""Limits a helper process puts on itself before it looks at what a stranger made. Nothing of this on Windows."""

import math
import time


def limit_memory(most_bytes: int) -> None:
    """Of address space; what is allowed less already stays so. A helper that dies leaves no core file."""
    try:
        import resource  # not on Windows
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = most_bytes if most == resource.RLIM_INFINITY else min(most_bytes, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: float) -> None:
    """Let this process be ended when it has used so much more processor time."""
    try:
        import resource  # not on Windows, where the clock on the wall alone ends it
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    limit = math.ceil(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))
