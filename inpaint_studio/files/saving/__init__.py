"""How a picture leaves: coding, metadata, splicing of untouched blocks, read-back, and the atomic replacement.

Nothing is written in place: beside, synced, read back, compared, then renamed over the target.
"""
