"""Links the plugin into the user's QGIS profiles, so that QGIS runs it from this folder (`make install`).

    python3 scripts/install.py [PLUGINS_FOLDER]

Linux and macOS. On Windows, links need special rights: build the zip (`python scripts/package.py`) and choose it in
Plugins > Manage and Install Plugins > Install from ZIP.
"""
import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
PLUGIN = "smdownscale_plugin"


def profiles(home: Path, platform: str):
    """Plugin folders of the default profile of QGIS 3 and, where it has been run, QGIS 4."""
    base = home / ("Library/Application Support/QGIS" if platform == "darwin" else ".local/share/QGIS")
    inside = Path("profiles/default/python/plugins")
    yield base / "QGIS3" / inside
    if (base / "QGIS4").is_dir():
        yield base / "QGIS4" / inside


def link(plugins: Path, plugin: Path = REPOSITORY / PLUGIN) -> Path:
    """Make or renew the link to the plugin in a folder of plugins; SystemExit when a real folder is in the way."""
    plugins.mkdir(parents=True, exist_ok=True)
    target = plugins / plugin.name
    if target.is_symlink():
        target.unlink()
    elif target.exists():
        raise SystemExit(f"{target} is there already and is not a link: remove that plugin in QGIS first.")
    target.symlink_to(plugin, target_is_directory=True)
    return target


def main():
    """Link into the folder that was named, or into the user's profiles."""
    if sys.platform == "win32":
        raise SystemExit(__doc__.strip())
    folders = [Path(sys.argv[1])] if len(sys.argv) > 1 else list(profiles(Path(os.path.expanduser("~")), sys.platform))
    for folder in folders:
        sys.stdout.write(f"linked {link(folder)}\n")
    sys.stdout.write("Now start QGIS and tick Soil Moisture Downscale in Plugins > Manage and Install Plugins >\n"
                     "Installed. The tools are in the Processing toolbox; Check Installation says what is missing.\n")


if __name__ == "__main__":
    main()
