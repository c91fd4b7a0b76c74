"""Five published studies, walked step by step with the tools on worlds whose fine truth is known."""
