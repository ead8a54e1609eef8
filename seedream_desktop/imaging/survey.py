"""What is measured of a picture before it is edited: its colours, small and robust."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from seedream_desktop.imaging.oklab import LINEAR, RGB_TO_LMS, Lab, Matrix, to_lab

_EDGE_PX: Final = 256
_CLIPPED: Final = (4, 250)
_DIGITS: Final = 9
_OPAQUE: Final = 128
_ENOUGH: Final = 64
"""Fewer usable samples than this and all pixels count, clipped ones too."""

Samples = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Survey:
    """Samples of a picture: n × 3 sRGB codes, clipped and transparent pixels left out."""

    codes: NDArray[np.uint8]

    @classmethod
    def of(cls, picture: Image.Image) -> "Survey":
        """Shrink a picture (RGB or RGBA) to 256 px by area means and keep what can be trusted."""
        factor = _EDGE_PX / max(picture.size)
        size = tuple(max(1, round(edge * min(factor, 1.0))) for edge in picture.size)
        small = np.asarray(picture.resize((size[0], size[1]), Image.Resampling.BOX))
        codes = small[..., :3].reshape(-1, 3)
        opaque = np.ones(len(codes), bool)
        if small.shape[2] > codes.shape[1]:
            opaque = small[..., 3].reshape(-1) >= _OPAQUE
        low, high = _CLIPPED
        exposed = (codes.max(axis=1) <= high) & (codes.max(axis=1) >= low)
        usable = opaque & exposed
        if int(usable.sum()) < _ENOUGH:
            usable = opaque if opaque.any() else np.ones(len(codes), bool)
        return cls(np.ascontiguousarray(codes[usable]))

    def linear(self) -> Samples:
        """Return the samples in linear sRGB, n × 3."""
        return LINEAR.take(self.codes).astype(np.float64)

    def lab(self, light: Matrix = RGB_TO_LMS) -> Lab:
        """Return the samples in Oklab, under the same change of white as the picture."""
        return to_lab(self.codes, light)


def mean(values: NDArray[np.float32] | Samples) -> float:
    """Return the mean to nine digits, so that the order of additions cannot show."""
    return round(float(np.mean(values, dtype=np.float64)), _DIGITS)


def percentile(values: NDArray[np.float32], share: float) -> float:
    """Return one sample's value: a percentile without interpolation."""
    ordered = np.sort(values, axis=None)
    return float(ordered[min(len(ordered) - 1, int(share * len(ordered)))])


def trimmed(lab: Lab) -> Lab:
    """Return the samples between the 2nd and 98th percentile of lightness."""
    low, high = percentile(lab.lightness, 0.02), percentile(lab.lightness, 0.98)
    keep = (lab.lightness >= low) & (lab.lightness <= high)
    return Lab(lab.lightness[keep], lab.a[keep], lab.b[keep])
