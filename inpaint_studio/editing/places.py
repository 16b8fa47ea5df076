"""Places: where a pixel of a data picture lies on the map, or in the patient."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Grid:
    """An affine grid: pixels to the coordinates of a map or of a patient.

        x = a * column + b * row + c
        y = d * column + e * row + f
        z = third[0] * column + third[1] * row + third[2], where there is one

    `column` and `row` are in pixels from the upper left *corner* of the picture as it is seen (upright), as in GDAL's
    geotransform: the centre of the first pixel is (0.5, 0.5). A kind whose origin is a pixel's centre (DICOM, NIfTI)
    takes half a step off its origin.
    """

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    unit: str = ""  # of the coordinates, such as "m", "°" or "mm"; "" = not known
    name: str = ""  # of the system of coordinates, such as "EPSG:32632" or "patient"; "" = not known
    third: tuple[float, float, float] | None = None  # of the patient's third coordinate; None = a map

    def place(self, column: float, row: float) -> tuple[float, ...]:
        """The coordinates of a point of the picture: two, or three in a patient."""
        x = self.a * column + self.b * row + self.c
        y = self.d * column + self.e * row + self.f
        if self.third is None:
            return x, y
        return x, y, self.third[0] * column + self.third[1] * row + self.third[2]

    def centre(self, x: int, y: int) -> tuple[float, ...]:
        """The coordinates of the centre of pixel (x, y)."""
        return self.place(x + 0.5, y + 0.5)
