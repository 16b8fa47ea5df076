"""Filling: from a mask on a picture to pixels, region by region.

`plan` divides a hole into regions, `engine` walks them through the stages and keeps to the mask; what fills a region is
a method, one file in `methods/`. Guests come through `guest_methods`. torch is imported inside functions of what the
window loads first. No Qt, no finder, no file is opened here.
"""
