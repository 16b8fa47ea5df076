"""Inpaint Studio: a desktop brush-and-fill editor for damaged and marked photographs."""

from inpaint_studio.version import program_version

__version__ = program_version()
