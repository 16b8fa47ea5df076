"""Detection: finders search a picture and yield findings, proposed masks that a person reviews.

No Qt, and nothing of filling: a finder marks, a method fills. Nothing here changes a picture or its mask.
"""
