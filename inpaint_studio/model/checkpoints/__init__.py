"""Checkpoints as files: description, reading of ours and of others' archives, conversion, export, blending.

Checkpoints are data: safetensors, or archives read without any pickle. How a net computes is `nets`.
"""
