"""Stacks: a film, a volume or a folder of frames filled shot by shot, by any number of processes and machines.

`job` is what is to be done, `shots` how it is divided, `results` the fills of a shot in a file; `working` fills one
shot after the other and `joining` saves them all at once. All lies in a folder beside the output until that is there:
a killed process loses the shot that it had in hand, and the same call goes on. Claims are those of `work.jobs`.
"""
