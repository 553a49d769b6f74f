"""How much of the machine one untrusted file may use.

Here belong the limits and what they come to for a file of so many pages. Here does not belong who enforces
them: the worker process itself (`confinement.py`), and from outside its parent (`pool.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024
CPU_PER_READING = 20.0
CPU_PER_PAGE = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost before it is given up.

    The defaults are about ten times what the largest honest disclosure needs (600 table pages: 13 CPU seconds
    and less than 300 MiB), so that whatever meets one is damaged or hostile.
    """

    file_bytes: int = 64 * MIB
    pages: int = 2000
    address_space: int = 1024 * MIB
    cpu_seconds: float = CPU_PER_READING
    cpu_seconds_per_page: float = CPU_PER_PAGE
    wall_factor: float = 3.0
    result_bytes: int = 64 * MIB
    open_files: int = 64
    written_bytes: int = 0

    def cpu(self, pages: int) -> float:
        """CPU seconds for a file of `pages` pages; 0 while the number of its pages is not known."""
        return self.cpu_seconds + self.cpu_seconds_per_page * min(pages, self.pages)

    def wall(self, pages: int) -> float:
        """Seconds by the clock for a file of `pages` pages: more than the CPU's, as machines are busy."""
        return self.wall_factor * self.cpu(pages)


def in_mib(size: int) -> str:
    """`size` bytes for a person: whole MiB, or KiB below one."""
    return f"{size / MIB:.0f} MiB" if size >= MIB else f"{size / 1024:.1f} KiB"
