"""Freezes the names of all tools, parameters and outputs into tests/rules/contract.json (`make contract`).

Names that are in there already are kept: the contract only grows.
"""
import json
import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
CONTRACT = REPOSITORY / "tests" / "rules" / "contract.json"
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests" / "rules")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main():
    """Write the contract, refusing to forget anything."""
    from qgis.core import QgsApplication
    application = QgsApplication([], False)
    application.initQgis()
    from toolbox import broken_promises, describe

    from smdownscale_plugin import classFactory
    plugin = classFactory(None)
    plugin.initProcessing()
    present = {algorithm.name(): describe(algorithm) for algorithm in plugin.provider.algorithms()}
    frozen = json.loads(CONTRACT.read_text(encoding="utf-8")) if CONTRACT.exists() else {}
    broken = broken_promises(frozen, present)
    if broken:
        raise SystemExit("The contract forbids removing and renaming:\n" + "\n".join(broken))
    CONTRACT.write_text(json.dumps(present, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(present)} tools in {CONTRACT}\n")


if __name__ == "__main__":
    main()
