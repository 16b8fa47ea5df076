"""Jobs on picture files, one or many, for the command line and the window; no Qt, no printing.

`pairing` matches pictures, masks and outputs by name, before anything is opened; `repair` fills and saves one
picture; `batch` does so for several, as a generator of small values, and `reporting` writes the report.
Names are compared in `files.pairing`, pixels are filled in `filling`, files are written in `files.saving`: this room
only combines them. Imports evaluation and the rooms to its right.
"""
