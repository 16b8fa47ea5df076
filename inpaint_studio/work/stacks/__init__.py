"""Stacks: a film, a volume or a folder of frames filled in segments, by any number of processes and machines.

`job` is what is to be done, `segments` how it is divided, `results` the fills of a segment in a file; `working` fills
one after the other and `joining` saves them all at once. All lies in a folder beside the output until that is there: a
killed process loses the segment that it had in hand, and the same call goes on. Claims are those of `work.jobs`.
"""
