"""Checkpoint files: description, loading of our own and foreign formats, conversion, export, blending.

Checkpoints are data: safetensors, or archives read without unpickling. The nets themselves are in `nets`.
"""
