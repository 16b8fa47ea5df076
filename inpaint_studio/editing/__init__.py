"""Editable state: pictures, masks, fills, guidance, adjustments, documents and their history, as arrays.

`state` is everything laid on a picture as one frozen value, `document` holds it with the live mask; `operations` is the
table of what changes a mask. No Qt, no torch, no file, no path.
"""
