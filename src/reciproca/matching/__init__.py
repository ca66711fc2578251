"""Match rounds: prepare, run, review, publish."""
