"""A synthetic world with known fine truth, for demonstrations, tests and benchmarks."""
from .settings import FOOTPRINTS, SCENARIOS, WorldSettings
from .world import World, make_world, periods_of

__all__ = ["FOOTPRINTS", "SCENARIOS", "World", "WorldSettings", "make_world", "periods_of"]
