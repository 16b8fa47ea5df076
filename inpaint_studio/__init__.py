"""Inpaint Studio: a desktop brush-and-fill editor for damaged and marked photographs."""

__version__ = "0.1.0"
