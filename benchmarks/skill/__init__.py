"""`make skill`: how well methods find the fine truth of demo worlds, and of the real scene where it is at hand."""
