"""What a job says to whoever runs it."""
from smdownscale_plugin.monitor import Monitor


def test_a_log_without_repeats_has_every_line_once_and_every_warning():
    lines, warnings = [], []
    monitor = Monitor(info=lines.append, warn=warnings.append).without_repeats()
    for part in (monitor.part(0.0, 0.5), monitor.part(0.5, 1.0)):
        part.info("Residual correction: none.")
        part.info(f"Date {len(warnings)}")
        part.warn("Left out.")
    assert lines == ["Residual correction: none.", "Date 0", "Date 1"] and warnings == ["Left out."] * 2
