"""What every part of the window borrows: workers, actions, icons, theme, language, messages, preferences.

It knows no document, no canvas and no dialog.
"""
