"""Saving pictures: encoding, metadata, splicing of untouched blocks, read-back, and atomic replacement.

Nothing is written in place: a new file is synced, read back, compared, then renamed over the target.
"""
