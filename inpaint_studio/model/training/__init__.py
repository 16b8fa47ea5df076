"""Training runs: the configuration, the loop, its losses, validation, reports, the run's folder and its state.

Needs neither a window nor scipy, so that a minimal GPU machine can train.
"""
