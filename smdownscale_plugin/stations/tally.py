"""Counts what is left out on the way in, so that it is said once, with an example, and not a thousand times."""
from collections import Counter
from typing import Dict, Iterator

from ..monitor import Monitor


class Tally:
    """Counts by reason. A reason is the end of a sentence that starts with its number: `3 files can't be read`."""

    def __init__(self) -> None:
        self.counts: Counter = Counter()
        self._examples: Dict[str, str] = {}
        self._kind: Dict[str, bool] = {}
        self._notes: Dict[str, None] = {}

    def note(self, sentence: str) -> None:
        """Something to be said once, however often it is met."""
        self._notes[sentence] = None

    def add(self, reason: str, count: int = 1, example: str = "", warning: bool = True) -> None:
        """Count something left out. example: shown for the first one; warning: whether it is more than a note."""
        if not count:
            return
        self.counts[reason] += count
        self._kind[reason] = warning
        if example:
            self._examples.setdefault(reason, example)

    @property
    def warnings(self) -> int:
        """How many things of a kind that warns were counted."""
        return sum(count for reason, count in self.counts.items() if self._kind[reason])

    def lines(self) -> Iterator[str]:
        """One sentence per reason, the most frequent first."""
        for reason, count in self.counts.most_common():
            example = self._examples.get(reason, "")
            yield f"{count:,} {reason} and are left out{f'; the first: {example.rstrip(chr(46))}' if example else ''}."

    def log(self, monitor: Monitor) -> None:
        """Write the notes and counts to the log."""
        for sentence in self._notes:
            monitor.info(sentence)
        for (reason, _), line in zip(self.counts.most_common(), self.lines()):
            (monitor.warn if self._kind[reason] else monitor.info)(line)
