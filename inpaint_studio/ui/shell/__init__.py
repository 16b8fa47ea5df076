"""The main window, put together: application, menus, commands, preferences, welcome page, help.

What the other sub-rooms offer is joined here. No state of a document lives here, and nothing here is imported by them.
"""
