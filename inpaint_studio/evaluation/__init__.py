"""Evaluation: metrics, rival methods, tables and contact sheets."""
