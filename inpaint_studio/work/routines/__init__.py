"""Routines: what is done to one picture of many, as a short list of cards, and the function that does it.

`cards` holds the table of kinds of cards, one module each; `routine` the value and its JSON; `working` walks a picture
through the cards. No folder of pictures is known here: `work.jobs` has those. Imports the modules of work beside it.
"""
