"""Painted damage: what the finder's net is trained on. Photographs are aged, damaged and written over, and what was
painted is known to the pixel.

Only numpy and Pillow. All randomness comes from the generator that is passed in.
"""
