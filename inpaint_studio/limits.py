"""Resource limits that a helper process sets for itself before it handles untrusted data. No effect on Windows."""

import math
import time


def limit_memory(most_bytes: int) -> None:
    """Limit the address space, unless a lower limit is set already, and disable core dumps."""
    try:
        import resource  # not on Windows
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = most_bytes if most == resource.RLIM_INFINITY else min(most_bytes, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: float) -> None:
    """Limit this process to so many more seconds of CPU time; beyond them it gets SIGXCPU."""
    try:
        import resource  # not on Windows, where only the limit of wall time applies
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    limit = math.ceil(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))
