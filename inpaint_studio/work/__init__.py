"""Work on picture files, one or many, as the command line and the window ask for it; no Qt, no printing.

`pairing` says what is filled with which mask into which file, before anything is opened; `repair` fills, saves and
reports one such picture. Names are compared in `files.pairing`, pixels are filled in `filling`, files are written in
`files.writing`: here they are only joined. Imports evaluation and the rooms to its right.
"""
