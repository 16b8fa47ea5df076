"""What fills: from a mask on a picture to pixels, region by region."""
