"""Jobs on picture files, one or many, for the command line and the window; no Qt, no printing.

`pairing` matches pictures, masks and outputs by name, before anything is opened; `routines` takes one picture through
cards (find, review, fill, save, ...); `repair` and `batch` do so for `fill`, as generators of small values, and
`reporting` writes the report; `jobs` are folders of many pictures that any number of processes work on.
Names are compared in `files.pairing`, pixels are filled in `filling`, files are written in `files.saving`: this room
only combines them. Imports evaluation and the rooms to its right.
"""
