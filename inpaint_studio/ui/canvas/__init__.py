"""The canvas: a plain widget that paints picture, fills, mask and rulers from numpy levels, dirty rectangles only.

`canvas` is the widget, `painting` draws one frozen scene, `viewport` maps pixels, `pointing` decides what is pressed,
and `canvas_pointer` feeds it with Qt's events and hands the outcome to the tool in use. No job is started here.
"""
