"""A series of maps interrupted at random moments, again and again: in the end the same bytes as in one go.

    python -m benchmarks.reliability.interruptions --count 20 --seed 1

The series runs in a process of its own, with SKIP_FINISHED, and is stopped by SIGKILL, by SIGTERM, or by a disk that
fills up meanwhile (a small mount: only root may make one, else the other two are taken). A series that comes to its end
is compared and begun anew. Prints how often what happened; exits with 1 when a file differs, lacks or is left over.
"""
import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Dict, List, Optional

from smdownscale_plugin.jobs.create_demo_data import create_demo_data
from smdownscale_plugin.jobs.downscale_series import downscale_series
from smdownscale_plugin.jobs.series_tasks import Folders
from smdownscale_plugin.jobs.train_model import TrainingOptions, train_model
from smdownscale_plugin.sources.demo_world import WorldSettings

KILLED, TERMINATED, FULL = "SIGKILL", "SIGTERM", "full disk"
KINDS = (KILLED, TERMINATED, FULL)
_RUNNING = "running"
_DISK = 64               # MB of the disk that is filled


def make(inputs: str, outputs: str) -> None:
    """The maps of the series that aren't finished yet, with intervals and applicability."""
    folders = Folders(*(os.path.join(outputs, name) for name in ("maps", "intervals", "applicability")))
    print(_RUNNING, flush=True)
    downscale_series(os.path.join(inputs, "m.smdm"), [os.path.join(inputs, "predictors")], folders,
                     [os.path.join(inputs, "coarse")], skip_finished=True)


def write_inputs(folder: str, dates: int, cells: int) -> None:
    """Demo data of so many dates, and a linear model of them."""
    create_demo_data(folder, WorldSettings(seed=1, dates=dates, cells=cells))
    predictors, coarse = (os.path.join(folder, name) for name in ("predictors", "coarse"))
    train_model([predictors], [coarse], os.path.join(folder, "m.smdm"), TrainingOptions(method="linear"))


def sums(folder: str) -> Dict[str, str]:
    """Checksum of every file below a folder, by its path in it."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(Path(folder).rglob("*")) if path.is_file()}


def start(inputs: str, outputs: str) -> subprocess.Popen:
    """The series in a process of its own; comes back when it has begun."""
    code = f"from benchmarks.reliability.interruptions import make; make({inputs!r}, {outputs!r})"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while process.stdout.readline().strip() not in (_RUNNING, ""):
        pass
    return process


def interrupted(inputs: str, outputs: str, kind: str, seconds: float) -> bool:
    """Run the series and stop it after so long; whether it was stopped before its end."""
    process, ballast = start(inputs, outputs), os.path.join(outputs, "ballast")
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        if kind == FULL:
            _fill(ballast)
        else:
            process.send_signal(getattr(signal, kind))
    process.communicate()
    if os.path.exists(ballast):
        os.remove(ballast)
    return process.returncode != 0


def _fill(path):
    with open(path, "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(65536))
        except OSError:
            pass


def disk(folder: str) -> bool:
    """Whether a small disk could be mounted at a folder."""
    os.makedirs(folder, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={_DISK}m", "tmpfs", folder]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def study(count: int, seed: int, folder: str, dates: int = 12, cells: int = 26, limit: Optional[List[str]] = None):
    """(how often what happened, what is wrong): `count` interruptions; limit: kinds that may be used."""
    inputs, unbroken, outputs = (os.path.join(folder, name) for name in ("inputs", "unbroken", "outputs"))
    write_inputs(inputs, dates, cells)
    began = time.monotonic()
    start(inputs, unbroken).communicate()
    seconds, wanted = time.monotonic() - began, sums(unbroken)
    mounted = disk(outputs)
    kinds = [kind for kind in limit or KINDS if kind != FULL or mounted]
    chance, counts, wrong = random.Random(seed), Counter(files=len(wanted)), []
    try:
        while sum(counts[kind] for kind in KINDS) < count:
            kind = kinds[sum(counts[kind] for kind in KINDS) % len(kinds)]
            if interrupted(inputs, outputs, kind, chance.uniform(0.0, seconds / 3)):
                counts[kind] += 1
            else:
                wrong += _finished(outputs, wanted, counts)
        start(inputs, outputs).communicate()
        wrong += _finished(outputs, wanted, counts)
    finally:
        if mounted:
            subprocess.run(["umount", "-l", outputs], check=False)
    return counts, wrong


def _finished(outputs, wanted, counts) -> List[str]:
    """Compare a series that came to its end, and clear its folder."""
    found = sums(outputs)
    counts["series compared"] += 1
    for name in os.listdir(outputs):
        shutil.rmtree(os.path.join(outputs, name))
    return sorted(name for name in {*found, *wanted} if found.get(name) != wanted.get(name))


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        counts, wrong = study(options.count, options.seed, folder)
    happened = ", ".join(f"{counts[kind]} x {kind}" for kind in KINDS)
    print(f"{counts['files']} files of 12 dates; interruptions: {happened}; {counts['series compared']} series "
          f"compared with an unbroken run: {len(wrong)} files differ, lack or are left over")
    for name in wrong:
        print(name)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
