"""Filling: from a mask on a picture to pixels, region by region."""
