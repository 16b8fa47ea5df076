"""What a pointer does on the canvas: brush, shapes, wand, edge tools, guides, and their settings.

A tool turns presses, moves and releases in picture coordinates into strokes of the session. No widget is made here
but the controls of a tool's settings.
"""
