"""What a method must see around a pixel, in space and in time, beside the pixel's own predictors."""
from dataclasses import dataclass

MOST_HALO, MOST_DAYS = 512, 1000   # that a model file may ask for


@dataclass(frozen=True)
class Context:
    """halo: pixels on each side; days_before: daily values up to and with the day of the map (0: none); surroundings:
    the regional parts of predictors (see `samples.regional`)."""

    halo: int = 0
    days_before: int = 0
    surroundings: bool = False

    def __or__(self, other: "Context") -> "Context":
        """Enough for both."""
        return Context(max(self.halo, other.halo), max(self.days_before, other.days_before),
                       self.surroundings or other.surroundings)

    @property
    def own_pixel_only(self) -> bool:
        """Whether nothing but the pixel's own predictors is asked for."""
        return self == Context()


OWN_PIXEL = Context()
