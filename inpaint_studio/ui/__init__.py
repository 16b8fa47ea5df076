"""The window: Qt lives here and nowhere else.

A sub-room imports only those after it: shell, panels, then bench and tools, document, then canvas and training, kit.
No tensor is kept here, no file is decoded here, and nothing waits on the UI thread: work runs in `kit.worker`.
"""
