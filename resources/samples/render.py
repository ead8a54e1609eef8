"""Renders the sample set: one stoneware set, photographed carelessly ten times.

    python resources/samples/render.py [FOLDER]

The pictures beside this script were made by it; the same script makes them again. Light, white
balance, exposure, backdrop and viewpoint differ on purpose: that is what the local engine's
match is shown on.
"""

import itertools
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from photos import PHOTOS, Photo
from PIL import Image, ImageCms
from pottery import Noise, Plane
from studio import Studio

_SEED = 20_240_917
_WHITE_LEVEL = 0.80
_LINEAR_BELOW = 0.0031308
_UPRIGHT_LYING = 6


def _blurred(plane: Plane, sigma: float) -> Plane:
    """Return a plane (h × w or h × w × 3) blurred by three running means each way."""
    radius = max(1, round(float(np.sqrt(sigma * sigma + 1 / 3) - 0.5)))
    out = plane
    for axis in (0, 1):
        for _ in range(3):
            pad = [(0, 0)] * plane.ndim
            pad[axis] = (radius + 1, radius)
            run = np.cumsum(np.pad(out, pad, mode="edge"), axis=axis, dtype=np.float64)
            top = np.take(run, np.arange(2 * radius + 1, run.shape[axis]), axis=axis)
            low = np.take(run, np.arange(0, run.shape[axis] - 2 * radius - 1), axis=axis)
            out = ((top - low) / (2 * radius + 1)).astype(np.float32)
    return out


def _background(studio: Studio) -> Plane:
    """Return table and wall, softer with the distance from the plane in focus."""
    width, height = studio.shot.size
    row, column = np.mgrid[0:height, 0:width].astype(np.float32)
    parts = np.array_split(np.arange(width * height), 8)
    flat_row, flat_column = row.ravel() + 0.5, column.ravel() + 0.5
    done = [studio.table(flat_column[part], flat_row[part]) for part in parts]
    colour = np.concatenate([c for c, _ in done]).reshape(height, width, 3)
    depth = np.concatenate([d for _, d in done]).reshape(height, width)
    focus = np.linalg.norm(np.subtract(studio.shot.eye, (0.2, 0.8, 0.3)))
    blur = np.abs(1 / focus - 1 / depth) * 170
    blur = _blurred(np.clip(blur - 1.1, 0, 8).astype(np.float32), 3)
    levels = [(0.0, colour), *((s, _blurred(colour, s)) for s in (1.5, 3.0, 6.0, 9.0))]
    out = colour
    for (low, _), (high, softer) in itertools.pairwise(levels):
        share = np.clip((blur - low) / (high - low), 0, 1)[..., None]
        out = out * (1 - share) + softer * share
    return out


def _with_pots(studio: Studio, picture: Plane) -> Plane:
    """Lay the vessels over the background, four rays a pixel."""
    width, height = studio.shot.size
    row, column = np.mgrid[0:height, 0:width].astype(np.float32)
    flat_row, flat_column = row.ravel(), column.ravel()
    total = np.zeros((width * height, 3), np.float32)
    cover = np.zeros(width * height, np.float32)
    for dx, dy in ((0.375, 0.125), (0.875, 0.375), (0.125, 0.625), (0.625, 0.875)):
        for part in np.array_split(np.arange(width * height), 6):
            colour, hit = studio.pots(flat_column[part] + dx, flat_row[part] + dy)
            total[part] += np.minimum(colour, 6) / 4
            cover[part] += hit / np.float32(4)
    keep = 1 - cover.reshape(height, width, 1)
    return picture * keep + total.reshape(height, width, 3)


def _exposed(picture: Plane, photo: Photo, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return what the camera stores: lens, white balance, noise, tone curve, sRGB."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    light = picture * (1 - 0.16 * (x * x + y * y))[..., None]
    light = light * 0.955 + _blurred(np.minimum(light, 5), 14) * 0.045
    light = light * np.array(photo.balance, np.float32) * np.float32(2**photo.stops * 1.18)
    grain = rng.standard_normal(light.shape, dtype=np.float32)
    grain = 0.62 * grain + 0.62 * _blurred(grain, 0.6)
    strength = np.sqrt(photo.iso / 100) * 0.013
    light = light + grain * strength * np.sqrt(np.clip(light, 0, 2) + 0.004)
    light = np.clip(light, 0, None)
    toned = light * (2.51 * light * 0.36 + 0.03) / (light * (2.43 * light * 0.36 + 0.40) + 0.10)
    toned = np.clip(toned / _WHITE_LEVEL, 0, 1)
    coded = np.where(toned <= _LINEAR_BELOW, toned * 12.92, 1.055 * toned ** (1 / 2.4) - 0.055)
    return np.asarray(np.clip(coded * 255 + rng.random(coded.shape), 0, 255), np.uint8)


def _exif(photo: Photo) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = photo.orientation
    exif[0x0131] = "Seedream Desktop sample renderer"
    exif[0x0132] = photo.time
    detail = exif.get_ifd(0x8769)
    detail[0x9003] = photo.time
    detail[0x829A] = float(Fraction(1, 60))
    detail[0x829D] = 5.6
    detail[0x8827] = photo.iso
    detail[0x920A] = 85.0
    return exif


def render(photo: Photo, index: int) -> Image.Image:
    """Trace and develop one photo; upright."""
    studio = Studio(photo.shot, Noise(_SEED))
    picture = _with_pots(studio, _background(studio))
    return Image.fromarray(_exposed(picture, photo, np.random.default_rng(_SEED + index)))


def main() -> None:
    """Render all into the folder given, or beside this script."""
    here = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "ceramics"
    only = set(sys.argv[2:])
    here.mkdir(parents=True, exist_ok=True)
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = made[:24] + bytes(12) + made[36:]  # without the time at which it was made
    for index, photo in enumerate(PHOTOS, start=1):
        if only and str(index) not in only:
            continue
        picture = render(photo, index)
        if photo.orientation == _UPRIGHT_LYING:  # a camera held upright stores the picture lying
            picture = picture.transpose(Image.Transpose.ROTATE_90)
        path = here / f"ceramic-{index:02d}.jpg"
        picture.save(
            path,
            quality=photo.quality,
            subsampling="4:2:0",
            optimize=True,
            icc_profile=profile,
            exif=_exif(photo),
        )
        print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
