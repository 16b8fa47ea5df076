"""The checkpoint bench: several checkpoints fill the same hole, side by side, over time, and by vote.

It shares the session's picture and mask, and runs its jobs on workers of its own. It changes no document.
"""
