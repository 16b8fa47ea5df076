"""The open document: opening, saving, filling, candidates, recovery, and the jobs these run on workers.

Whoever shows or changes the picture goes through `Session`. No menu and no panel lives here.
"""
