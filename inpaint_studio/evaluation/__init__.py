"""Evaluation: metrics, rival methods, tables and contact sheets.

`holes` cuts the seeded holes, `bench` is the protocol, `metrics` and `lpips` the scores. Methods run
through the engine alone; no Qt, no printing.
"""
