"""Walk the studies and make their page.

    python -m benchmarks.studies                        # all five, one after the other, then docs/studies.md
    python -m benchmarks.studies henan --folder DIR     # one; the page takes the others from DIR, and from
                                                        # DIR/comparison what benchmarks.performance.comparison kept

Every step is a tool run in QGIS without a window. A walk takes a minute or two of one core.
"""
import argparse
import tempfile
from pathlib import Path

from . import belief_network, deep_ensemble, henan, sri_lanka, stations
from .laboratory import Laboratory, Walk
from .page import write_page

STUDIES = {module.WALK.name: module for module in (sri_lanka, deep_ensemble, henan, stations, belief_network)}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "studies.md"


def run(name: str, folder: Path, most_cells: int) -> Walk:
    """Walk one study; its record is kept in the folder."""
    module = STUDIES[name]
    lab = Laboratory(folder / name, Walk(name, module.WALK.title, module.WALK.about), most_cells)
    print(f"{module.WALK.title}", flush=True)
    module.walk(lab)
    (folder / f"{name}.json").write_text(lab.walk.to_json(), encoding="utf-8")
    print(f"{lab.walk.seconds:.0f} CPU seconds", flush=True)
    return lab.walk


def main() -> None:
    """Walk what the command line names, and write the page when all are there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("studies", nargs="*", help=f"of {', '.join(STUDIES)}; all by default")
    parser.add_argument("--folder", type=Path, help="where files are kept; a temporary folder by default")
    parser.add_argument("--cells", type=int, default=100, help="most cells along a world's side, for a quick trial")
    parser.add_argument("--page", type=Path, default=PAGE)
    options = parser.parse_args()
    unknown = [name for name in options.studies if name not in STUDIES]
    if unknown:
        parser.error(f"there is no study {', '.join(unknown)}")
    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.folder or Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for name in options.studies or STUDIES:
            run(name, folder, options.cells)
        records = [folder / f"{name}.json" for name in STUDIES]
        if all(path.exists() for path in records):
            write_page(options.page, [Walk.from_json(path.read_text(encoding="utf-8")) for path in records],
                       folder / "comparison")


if __name__ == "__main__":
    main()
