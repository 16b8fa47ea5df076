"""Training runs: the configuration, the loop, its losses, validation, reports, the run's folder and its state.

Works without a window and without scipy, so that a bare GPU machine can train.
"""
