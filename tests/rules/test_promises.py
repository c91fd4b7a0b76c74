"""Each promise of docs/reliability.md names a test that exists."""
import re


def test_every_promise_names_a_test_that_exists(repository):
    text = (repository / "docs" / "reliability.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", text)
    files = {path.name: path.read_text(encoding="utf-8") for path in (repository / "tests").rglob("test_*.py")}
    rows = [line for line in text.splitlines() if line.startswith("| ") and "promise | test" not in line]
    promises = [line for line in rows if "::" in line]
    assert len(named) == len(promises) > 25
    missing = [f"{file}::{test}" for file, test in named if f"def {test}(" not in files.get(file, "")]
    assert missing == []
