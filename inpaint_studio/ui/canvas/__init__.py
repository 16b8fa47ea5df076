"""The canvas: a plain widget that paints picture, fills, mask and rulers from numpy levels, dirty rectangles only.

Pointer and key events are put in order here and handed to the tool in use. No job is started here.
"""
