"""The batch window: many pictures through one routine, by processes that outlive the window.

A job is a folder (see `work.jobs`); what is shown of it is read by one thread, the feed, and nothing is kept here that
is not in that folder.
"""
