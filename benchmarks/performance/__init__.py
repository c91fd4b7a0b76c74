"""`make bench`: time and memory of whole jobs, ours and those of other programs, beside pure native prediction."""
