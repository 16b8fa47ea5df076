"""Inpaint Studio: a desktop brush-and-fill editor for damaged and marked photographs."""

__version__ = "0.2.0"
