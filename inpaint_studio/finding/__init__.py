"""What proposes a mask: finders look at a picture and yield findings, which a person reviews.

No Qt, and nothing of filling: a finder marks, a method fills. Nothing here changes a picture or its mask.
"""
