"""The marks window: one semi-transparent mark taken off many pictures, each accepted by a person.

Its looks and saving are done by `work`; nothing of the editor but the document it opens is known here.
"""
