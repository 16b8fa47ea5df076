"""What outlives the program: the journal of an open document, the project file, and the records both consist of.

A picture's own file is written in `saving`.
"""
