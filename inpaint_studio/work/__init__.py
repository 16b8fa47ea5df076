"""Work on picture files, one or many, as the command line and the window ask for it; no Qt, no printing.

`pairing` says what is filled with which mask into which file, before anything is opened; `repair` fills and saves one
such picture; `batch` does so with several, as a generator of small values, and `reporting` writes down what was done.
Names are compared in `files.pairing`, pixels are filled in `filling`, files are written in `files.saving`: here they
are only joined. Imports evaluation and the rooms to its right.
"""
