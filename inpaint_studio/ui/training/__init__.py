"""The training room: a dialog that starts and watches runs, with curves and samples, in a process of its own.

It knows nothing of the open document. The training itself is `inpaint_studio.model`.
"""
