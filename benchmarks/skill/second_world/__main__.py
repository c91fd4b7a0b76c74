"""python -m benchmarks.skill.second_world FOLDER [--situation base] [--seed 1]: write a world as files."""
import argparse
from pathlib import Path

from .files import write_world
from .situations import SITUATIONS

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("folder", type=Path)
parser.add_argument("--situation", choices=SITUATIONS, default="base")
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
write_world(options.folder, SITUATIONS[options.situation], options.seed)
