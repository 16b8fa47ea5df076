"""Probabilities of lines; imports nothing, for rooms that only ask how likely a line must be.

LPIPS and edge F1 of `auto` by the probability from which lines are followed, 40 blobs / 40 brushes, validation pictures
60-99, 28 November 2026: .7: .4076, .719 / .3469, .715; .6: .4055, .720 / .3451, .731; .5: .4044, .725 / .3446, .735; no
lines and no limit of sources (commit a06aa46): .4125, .702 / .3618, .712. A wrong line harms less than a missing one.
"""

ACCEPTED = 0.5  # from which a line is taken unasked, and
OFFERED = 0.3  # from which it is offered
