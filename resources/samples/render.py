"""Renders the sample set: one stoneware set, photographed carelessly ten times.

    python resources/samples/render.py [FOLDER]

The pictures beside this script were made by it; the same script makes them again. Light, white
balance, exposure, backdrop and viewpoint differ on purpose: that is what the local engine's
match is shown on.
"""

import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms
from pottery import Noise, Plane
from studio import Colour, Shot, Studio

_SEED = 20_240_917
_WHITE_LEVEL = 0.80
_OAK = (0.29, 0.185, 0.11)


@dataclass(frozen=True, kw_only=True)
class Photo:
    """One picture: the shot, and what the camera made of it.

    balance is the error of the camera's white balance (gains), stops its exposure error, iso
    sets the noise; time is the EXIF date; orientation is stored, not applied.
    """

    shot: Shot
    balance: Colour
    stops: float
    iso: int
    time: str
    quality: int = 86
    orientation: int = 1


def _photos() -> list[Photo]:
    grey, sand, slate = (0.40, 0.39, 0.37), (0.50, 0.43, 0.34), (0.13, 0.14, 0.155)
    white, sage = (0.66, 0.65, 0.63), (0.30, 0.33, 0.28)
    day, soft = (1.0, 0.97, 0.92), (0.30, 0.31, 0.33)
    return [
        Photo(
            shot=Shot(
                eye=(0.2, 4.3, 10.2),
                key=(-5.8, 4.4, 0.4),
                key_tone=day,
                fill_tone=soft,
                wall_tone=grey,
                wood_tone=_OAK,
                key_size=2.2,
                panes=True,
            ),
            balance=(1.0, 1.0, 1.0),
            stops=0.0,
            iso=100,
            time="2025:03:11 10:42:07",
        ),
        Photo(
            shot=Shot(
                eye=(1.1, 4.0, 10.0),
                key=(4.8, 4.0, 0.6),
                key_tone=(1.0, 0.80, 0.55),
                fill_tone=(0.24, 0.19, 0.14),
                wall_tone=sand,
                wood_tone=_OAK,
                key_size=1.2,
            ),
            balance=(1.1, 0.98, 0.8),
            stops=-0.2,
            iso=800,
            time="2025:03:11 18:55:31",
        ),
        Photo(
            shot=Shot(
                eye=(-1.2, 4.7, 10.2),
                key=(-4.4, 6.2, 3.0),
                key_tone=(0.62, 0.72, 0.90),
                fill_tone=(0.36, 0.41, 0.50),
                wall_tone=grey,
                wood_tone=_OAK,
                key_size=3.4,
            ),
            balance=(0.91, 1.0, 1.13),
            stops=-0.1,
            iso=200,
            time="2025:03:12 09:08:50",
        ),
        Photo(
            shot=Shot(
                eye=(0.3, 4.2, 10.1),
                key=(1.2, 6.4, 4.0),
                key_tone=(0.86, 1.0, 0.76),
                fill_tone=(0.38, 0.41, 0.38),
                wall_tone=white,
                wood_tone=_OAK,
                key_size=3.2,
            ),
            balance=(0.97, 1.04, 0.88),
            stops=0.1,
            iso=640,
            time="2025:03:12 14:20:16",
        ),
        Photo(
            shot=Shot(
                eye=(-0.5, 3.9, 10.4),
                key=(-5.8, 3.6, -1.4),
                key_tone=day,
                fill_tone=(0.13, 0.135, 0.15),
                wall_tone=slate,
                wood_tone=_OAK,
                key_size=1.9,
                panes=True,
            ),
            balance=(0.98, 1.0, 1.06),
            stops=-0.55,
            iso=400,
            time="2025:03:13 08:31:44",
        ),
        Photo(
            shot=Shot(
                eye=(0.7, 4.6, 10.2),
                key=(-3.6, 6.0, 4.2),
                key_tone=(1.0, 0.98, 0.95),
                fill_tone=(0.48, 0.48, 0.48),
                wall_tone=white,
                wood_tone=_OAK,
                key_size=3.0,
            ),
            balance=(1.03, 1.0, 0.96),
            stops=0.55,
            iso=100,
            time="2025:03:13 12:02:29",
        ),
        Photo(
            shot=Shot(
                eye=(-0.15, 4.9, 11.4),
                aim=(0.3, 1.62, 0.0),
                lens=4.0,
                key=(5.0, 4.6, 0.2),
                key_tone=(1.0, 0.90, 0.74),
                fill_tone=(0.27, 0.26, 0.25),
                wall_tone=sage,
                wood_tone=_OAK,
                key_size=2.0,
                panes=True,
                size=(1200, 1600),
            ),
            balance=(1.06, 1.0, 0.88),
            stops=-0.05,
            iso=320,
            time="2025:03:14 16:47:03",
            orientation=6,
        ),
        Photo(
            shot=Shot(
                eye=(1.9, 4.2, 9.8),
                key=(5.4, 3.0, -1.3),
                key_tone=(1.0, 0.76, 0.48),
                fill_tone=(0.22, 0.24, 0.30),
                wall_tone=sand,
                wood_tone=_OAK,
                key_size=1.3,
            ),
            balance=(1.04, 1.0, 0.92),
            stops=0.05,
            iso=250,
            time="2025:03:14 17:36:12",
        ),
        Photo(
            shot=Shot(
                eye=(-1.7, 4.5, 10.0),
                key=(-4.6, 3.9, -2.6),
                key_tone=(0.80, 0.87, 1.0),
                fill_tone=(0.26, 0.28, 0.34),
                wall_tone=slate,
                wood_tone=_OAK,
                key_size=1.6,
            ),
            balance=(0.97, 0.98, 1.08),
            stops=-0.1,
            iso=500,
            time="2025:03:15 07:58:25",
        ),
        Photo(
            shot=Shot(
                eye=(0.4, 5.2, 9.9),
                key=(3.0, 6.0, 4.2),
                key_tone=(1.0, 0.93, 0.92),
                fill_tone=(0.38, 0.34, 0.37),
                wall_tone=grey,
                wood_tone=_OAK,
                key_size=2.6,
            ),
            balance=(1.05, 0.93, 1.05),
            stops=0.25,
            iso=160,
            time="2025:03:15 11:15:58",
        ),
    ]


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
    for (low, _), (high, softer) in zip(levels, levels[1:], strict=False):
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
    coded = np.where(toned <= 0.0031308, toned * 12.92, 1.055 * toned ** (1 / 2.4) - 0.055)
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
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for index, photo in enumerate(_photos(), start=1):
        if only and str(index) not in only:
            continue
        picture = render(photo, index)
        if photo.orientation == 6:  # a camera held upright stores the picture lying
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
