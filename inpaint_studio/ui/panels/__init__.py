"""What stands round the canvas: options bar, status bar, navigator, and the lists of fills, steps and candidates.

A panel shows what a session says and asks it for changes; it keeps nothing of its own but how it looks.
"""
