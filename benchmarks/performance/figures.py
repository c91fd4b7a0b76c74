"""Figures of a run: medians, ratios within one repeat, peaks of memory, growth with the raster's size."""
import json
import math
from pathlib import Path
from typing import Dict, List, Sequence

import numpy as np

from .plan import LINEAR

NOTHING = float("nan")


class Figures:
    """The measurements of a run. A place is (model, layout, megapixels)."""

    def __init__(self, results: Sequence[dict]):
        self.failed = [result for result in results if "failed" in result]
        self._by_place: Dict[tuple, Dict[int, dict]] = {}
        for result in results:
            if "failed" not in result:
                place = (result["program"], result["model"], result["layout"], result["megapixels"])
                self._by_place.setdefault(place, {})[result["repeat"]] = result

    @classmethod
    def read(cls, folder: Path, sizes: Sequence[float]) -> "Figures":
        """From the JSON files of a folder, those of some sizes."""
        results = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
        return cls([result for result in results if result["megapixels"] in sizes])

    def of(self, program: str, model: str, layout: str, megapixels: float) -> List[dict]:
        """The repeats of one program at one place."""
        return list(self._by_place.get((program, model, layout, megapixels), {}).values())

    def all_of(self, program: str = "", model: str = "", megapixels: float = 0) -> List[dict]:
        """All measurements, or those of a program, a model, a size."""
        return [result for (p, m, _, size), repeats in self._by_place.items() for result in repeats.values()
                if program in ("", p) and model in ("", m) and megapixels in (0, size)]

    def repeats(self) -> List[int]:
        """How often each program was measured at each place."""
        return [len(repeats) for repeats in self._by_place.values()]

    def sizes(self) -> List[float]:
        """Megapixels that were measured, in order."""
        return sorted({place[3] for place in self._by_place})

    def median(self, part: str, program: str, *place) -> float:
        """Median over the repeats; NaN where there is none."""
        values = [result[part] for result in self.of(program, *place) if part in result]
        return float(np.median(values)) if values else NOTHING

    def largest(self, part: str, program: str, *place) -> float:
        """Largest of the repeats; NaN where there is none."""
        return max((result[part] for result in self.of(program, *place) if part in result), default=NOTHING)

    def ratio(self, program: str, base: str, *place, part: str = "seconds") -> float:
        """Median over the repeats of: the base's time / the program's time. Over 1: faster than the base.

        part: which of the base's times. Both were measured within minutes: what else the machine did cancels out.
        """
        own = self._by_place.get((program, *place), {})
        other = self._by_place.get((base, *place), {})
        ratios = [other[k][part] / clock(own[k]) for k in own if k in other]
        return float(np.median(ratios)) if ratios else NOTHING

    def efficiency(self, program: str, *place) -> float:
        """Time of pure native prediction (of reading, masking and writing for the linear model) / of the job."""
        return self.ratio(program, "floor" if place[0] == LINEAR else "in_memory", *place)

    def growth(self, program: str, model: str, small: float, large: float) -> float:
        """Time per valid pixel at the large size / at the small one, as tiles. 1: time grows linearly."""
        times = []
        for megapixels in (small, large):
            pixels = self.pixels(model, megapixels)
            times.append(self.median("seconds", program, model, "tiled", megapixels) / pixels)
        return times[1] / times[0]

    def pixels(self, model: str, megapixels: float) -> float:
        """Valid pixels of the tiled raster of a size."""
        counts = [result["pixels"] for result in self.all_of(model=model, megapixels=megapixels)
                  if result["layout"] == "tiled" and "pixels" in result]
        return counts[0] if counts else NOTHING


def clock(result: dict) -> float:
    """Seconds that count: less the start of a program that can't be kept running."""
    return result["seconds"] - result.get("seconds_of_start", 0.0)


def known(value: float) -> bool:
    """Whether a figure was measured."""
    return not math.isnan(value)
