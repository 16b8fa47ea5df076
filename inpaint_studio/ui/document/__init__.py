"""The open document, and the work that is done on it: opening, saving, filling, candidates, recovery.

`Workspace` holds what is open, its queue of changes, and what all who work on it share. `Session` is the workspace
with its parts (`opening`, `saving`, `filling`, `candidates`, `fills`, `search`, `generator`): callers speak to the
part that does a thing, and listen to the part that emits it. A part knows the workspace and never the session.
What takes long runs in `jobs`, on workers. No menu and no panel lives here.
"""
