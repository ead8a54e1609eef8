"""The ten photographs of the sample set: light, viewpoint and what the camera got wrong."""

from dataclasses import dataclass

from studio import Colour, Shot

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


_GREY, _SAND, _SLATE = (0.40, 0.39, 0.37), (0.50, 0.43, 0.34), (0.13, 0.14, 0.155)
_WHITE, _SAGE = (0.66, 0.65, 0.63), (0.30, 0.33, 0.28)
_DAY, _SOFT = (1.0, 0.97, 0.92), (0.30, 0.31, 0.33)

PHOTOS = (
    Photo(
        shot=Shot(
            eye=(0.2, 4.3, 10.2),
            key=(-5.8, 4.4, 0.4),
            key_tone=_DAY,
            fill_tone=_SOFT,
            wall_tone=_GREY,
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
            wall_tone=_SAND,
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
            wall_tone=_GREY,
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
            wall_tone=_WHITE,
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
            key_tone=_DAY,
            fill_tone=(0.13, 0.135, 0.15),
            wall_tone=_SLATE,
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
            wall_tone=_WHITE,
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
            wall_tone=_SAGE,
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
            wall_tone=_SAND,
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
            wall_tone=_SLATE,
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
            wall_tone=_GREY,
            wood_tone=_OAK,
            key_size=2.6,
        ),
        balance=(1.05, 0.93, 1.05),
        stops=0.25,
        iso=160,
        time="2025:03:15 11:15:58",
    ),
)
