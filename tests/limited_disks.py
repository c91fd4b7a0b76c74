"""Disks that can't be written or are full, as real mounts: root ignores file modes. Skip where not allowed."""
import os
import subprocess
from contextlib import contextmanager

import pytest


@contextmanager
def _mounted(folder, *options):
    folder.mkdir(parents=True, exist_ok=True)
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a limited disk")
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mount is not allowed here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def small_disk(folder, kilobytes):
    """A disk of so many kilobytes at `folder`."""
    return _mounted(folder, "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs")


def read_only(folder):
    """A disk at `folder` that nobody can write to."""
    return _mounted(folder, "-t", "tmpfs", "-o", "ro,size=64k", "tmpfs")


def files(folder):
    """Everything below a folder, as sorted relative paths."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
