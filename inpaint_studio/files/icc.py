"""ICC matrix/TRC profiles, computed in floats: littlecms through Pillow does so only in 8 bits.

Camera and working-space profiles (sRGB, Adobe RGB, Display P3, ProPhoto, grey gammas) are of this kind. Others,
with lookup tables, are left to littlecms.  ICC.1:2022, sections 8.3, 10.6, 10.18; IEC 61966-2-1.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Linear sRGB to the profile connection space (D50), as the sRGB profiles of the ICC have it.
_SRGB_TO_PCS = np.array(
    [[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]]
)
_PCS_TO_SRGB = np.linalg.inv(_SRGB_TO_PCS)
_WHITE = (0.9642, 1.0, 0.8249)  # D50
_LARGEST_TABLE = 65536


@dataclass(frozen=True, eq=False)
class Curve:
    """A tone curve from encoded to linear, 0..1 to 0..1, by samples or by the parameters of ICC's type 3."""

    table: Floats | None  # rising samples at equal steps
    parameters: tuple[float, ...] = ()  # g, a, b, c, d, e, f: (aX+b)^g+e from d on, cX+f below

    def linear(self, encoded: Floats) -> Floats:
        x = np.clip(encoded, 0, 1)
        if self.table is not None:
            return np.interp(x, np.linspace(0, 1, len(self.table)), self.table)
        g, a, b, c, d, e, f = self.parameters
        return np.asarray(np.where(x >= d, np.maximum(a * x + b, 0) ** g + e, c * x + f))

    def encoded(self, linear: Floats) -> Floats:
        """The inverse of `linear`, clipped to the range of the profile."""
        y = np.clip(linear, 0, 1)
        if self.table is not None:
            return np.interp(y, self.table, np.linspace(0, 1, len(self.table)))
        g, a, b, c, d, e, f = self.parameters
        above = (np.maximum(y - e, 0) ** (1 / g) - b) / a
        below = (y - f) / c if c else np.zeros_like(y)
        # Chosen by output value, not by input: the lower part ends where its own inverse passes d.
        knee = max(a * d + b, 0.0) ** g + e
        return np.clip(np.where((y < knee) if d > 0 else np.zeros_like(y, bool), below, above), 0, 1)


@dataclass(frozen=True, eq=False)
class Shaper:
    """A profile: a tone curve for each channel and, for RGB, the matrix to linear sRGB."""

    curves: tuple[Curve, ...]  # 1 grey or 3
    to_srgb: Floats  # (3, 3) from linear device values to linear sRGB; grey: identity
    from_srgb: Floats

    def srgb(self, encoded: Floats) -> Floats:
        """(..., 1 or 3) device values 0..1 as encoded sRGB (..., 3); colours outside sRGB reach below 0 and above 1."""
        linear = np.stack([curve.linear(encoded[..., i]) for i, curve in enumerate(self.curves)], axis=-1)
        if len(self.curves) == 1:
            return np.repeat(srgb_encoded(linear), 3, axis=-1)
        return srgb_encoded(linear @ self.to_srgb.T)

    def device(self, srgb: Floats) -> Floats:
        """The inverse: (..., 3) encoded sRGB as (..., 1 or 3) device values, clipped to 0..1."""
        linear = srgb_linear(srgb)
        if len(self.curves) == 1:
            luminance = linear @ _SRGB_TO_PCS[1]
            return self.curves[0].encoded(luminance)[..., None]
        linear = linear @ self.from_srgb.T
        return np.stack([curve.encoded(linear[..., i]) for i, curve in enumerate(self.curves)], axis=-1)


def srgb_encoded(linear: Floats) -> Floats:
    """IEC 61966-2-1, mirrored below 0 and extended above 1, so that colours outside sRGB survive."""
    size = np.abs(linear)
    return np.asarray(np.sign(linear) * np.where(size <= 0.0031308, 12.92 * size, 1.055 * size ** (1 / 2.4) - 0.055))


def srgb_linear(encoded: Floats) -> Floats:
    size = np.abs(encoded)
    return np.asarray(np.sign(encoded) * np.where(size <= 0.04045, size / 12.92, ((size + 0.055) / 1.055) ** 2.4))


@lru_cache(maxsize=2)
def plain(grey: bool) -> bytes:
    """A profile of sRGB, or of grey with its curve: for programs that prompt where a picture has none.

    Always the same bytes.  ICC.1:2001-04 (version 2), sections 6.1, 6.3.1, 6.5.2, 6.5.3, 6.5.24.
    """
    steps = np.rint(srgb_linear(np.linspace(0, 1, 4096)) * 65535).astype(">u2").tobytes()
    curve = b"curv" + bytes(4) + struct.pack(">I", 4096) + steps
    tags = {b"desc": _description("sRGB grey" if grey else "sRGB"), b"cprt": b"text" + bytes(4) + b"CC0\0"}
    tags[b"wtpt"] = _xyz_tag(_WHITE)
    if grey:
        tags[b"kTRC"] = curve
    else:
        for name, colourant in zip((b"r", b"g", b"b"), _SRGB_TO_PCS.T, strict=True):
            tags[name + b"XYZ"], tags[name + b"TRC"] = _xyz_tag(colourant), curve
    return _assembled(tags, b"GRAY" if grey else b"RGB ", 0x02400000)


def of_three_greys(profile: bytes) -> bytes | None:
    """An RGB profile under which three equal values show as one value does under the grey `profile`.

    For formats without grey pictures. None where `profile` is not for grey, or has no curve.
    """
    try:
        if profile[16:20] != b"GRAY" or profile[20:24] != b"XYZ ":
            return None
        curve = _tags(profile)[b"kTRC"]
        _curve(curve)
    except (struct.error, ValueError, KeyError, IndexError):
        return None
    tags = {b"desc": _description("Grey as RGB"), b"cprt": b"text" + bytes(4) + b"CC0\0"}
    tags[b"wtpt"] = _xyz_tag(_WHITE)
    for name, colourant in zip((b"r", b"g", b"b"), _SRGB_TO_PCS.T, strict=True):
        tags[name + b"XYZ"], tags[name + b"TRC"] = _xyz_tag(colourant), curve
    return _assembled(tags, b"RGB ", 0x04200000 if curve.startswith(b"para") else 0x02400000)


def _assembled(tags: dict[bytes, bytes], samples: bytes, version: int) -> bytes:
    at = 128 + 4 + 12 * len(tags)
    table, bodies, places = struct.pack(">I", len(tags)), b"", dict[bytes, int]()
    for name, body in tags.items():
        if body not in places:  # the three curves are one
            places[body] = at + len(bodies)
            bodies += body + bytes(-len(body) % 4)
        table += struct.pack(">4sII", name, places[body], len(body))
    head = struct.pack(
        ">I4sI4s4s4s6H4s28x3i48x",
        *(at + len(bodies), b"", version, b"mntr", samples, b"XYZ "),
        *(2026, 1, 1, 0, 0, 0, b"acsp"),
        *(round(value * 65536) for value in _WHITE),
    )
    return head + table + bodies


def _description(text: str) -> bytes:
    ascii = text.encode("ascii") + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(ascii)) + ascii + bytes(12 + 67)


def _xyz_tag(values: Iterable[float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(float(value) * 65536) for value in values))


@lru_cache(maxsize=16)
def shaper(profile: bytes, grey: bool) -> Shaper | None:
    """The curves and matrix of a profile; None where it is of another kind, for other samples, or broken."""
    try:
        return _parsed(profile, grey)
    except (struct.error, ValueError, KeyError, IndexError, np.linalg.LinAlgError, FloatingPointError):
        return None


def _parsed(profile: bytes, grey: bool) -> Shaper | None:
    if profile[16:20] != (b"GRAY" if grey else b"RGB ") or profile[20:24] != b"XYZ ":
        return None
    tags = _tags(profile)
    if b"A2B0" in tags or b"D2B0" in tags:  # the tables take precedence
        return None
    if grey:
        return Shaper((_curve(tags[b"kTRC"]),), np.eye(3), np.eye(3))
    curves = tuple(_curve(tags[name]) for name in (b"rTRC", b"gTRC", b"bTRC"))
    to_pcs = np.array([_xyz(tags[name]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")]).T
    to_srgb = _PCS_TO_SRGB @ to_pcs
    if not np.isfinite(to_srgb).all() or abs(np.linalg.det(to_pcs)) < 1e-4:
        raise ValueError("no colours can be told apart")
    return Shaper(curves, to_srgb, np.linalg.inv(to_srgb))


def _tags(profile: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", profile, 128)
    tags = {}
    for number in range(min(count, 200)):
        name, at, size = struct.unpack_from(">4sII", profile, 132 + 12 * number)
        tags[name] = profile[at : at + size]
    return tags


def _xyz(tag: bytes) -> Floats:
    if tag[:4] != b"XYZ ":
        raise ValueError("no colourant")
    return np.array(struct.unpack_from(">3i", tag, 8)) / 65536


def _curve(tag: bytes) -> Curve:
    if tag[:4] == b"para":
        (kind,) = struct.unpack_from(">H", tag, 8)
        values = [v / 65536 for v in struct.unpack_from(f">{(1, 3, 4, 5, 7)[kind]}i", tag, 12)]
        return _parametric(kind, values)
    if tag[:4] != b"curv":
        raise ValueError("an unknown kind of curve")
    (count,) = struct.unpack_from(">I", tag, 8)
    if count == 0:
        return _parametric(0, [1.0])
    if count == 1:
        return _parametric(0, [struct.unpack_from(">H", tag, 12)[0] / 256])
    if count > _LARGEST_TABLE:
        raise ValueError("a curve without an end")
    table = np.frombuffer(tag, ">u2", count, 12).astype(np.float64) / 65535
    if (np.diff(table) < 0).any():
        raise ValueError("a curve that falls")
    return Curve(table)


def _parametric(kind: int, values: list[float]) -> Curve:
    g, a, b, c, d, e, f = values[0], 1.0, 0.0, 0.0, 0.0, 0.0, 0.0
    if kind >= 1:
        a, b = values[1], values[2]
        if a <= 0:
            raise ValueError("a curve that makes no sense")
        d = -b / a if kind <= 2 else values[4]
    if kind == 2:
        e = f = values[3]
    if kind >= 3:
        c = values[3]
    if kind == 4:
        e, f = values[5], values[6]
    if not 0.05 < g < 20:
        raise ValueError("a curve that makes no sense")
    return Curve(None, (g, a, b, c, d, e, f))
