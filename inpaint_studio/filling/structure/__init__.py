"""Structure lines: edges that end at the border of a hole, paired across it, and a membrane that keeps sides apart.

After Cao, Gousseau, Masnou and Pérez 2011 ("Geometrically guided exemplar-based inpainting"), with edges in place of
level lines and a fitted probability for each pair. Pure functions of arrays: `lines.lines_of` gives the curves with
their probabilities, `barriers.barriered_membrane` the smooth fill that does not cross them. No fill is made here.
"""
