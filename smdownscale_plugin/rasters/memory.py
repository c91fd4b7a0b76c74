"""How much memory a process may still take, where somebody set a limit (ulimit -v, a queue's)."""
from typing import Optional

from ..errors import InputError

LEAST = 350      # megabytes that a tool needs beside QGIS: libraries, windows of rasters, their threads


def megabytes_left() -> Optional[float]:
    """Address space that is left under the process's limit; None where there is no limit or it can't be known."""
    try:
        import resource
        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        if limit == resource.RLIM_INFINITY:
            return None
        with open("/proc/self/statm", encoding="ascii") as file:
            return (limit - int(file.read().split()[0]) * resource.getpagesize()) / 2 ** 20
    except (ImportError, OSError, ValueError):       # not on Windows and macOS
        return None


def refuse_little_memory(least: float = LEAST) -> None:
    """Raise InputError under a limit so low that libraries would crash instead of failing."""
    left = megabytes_left()
    if left is not None and left < least:
        raise InputError(f"This process may take {max(0.0, left):.0f} MB more memory (ulimit -v), but needs about "
                         f"{least:.0f} MB; raise the limit.")
