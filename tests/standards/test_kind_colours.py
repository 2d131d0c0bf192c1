"""The colours of kinds: seen on white, and told apart by people who see colours otherwise."""

from itertools import combinations

import numpy as np
import pytest

from tests.standards.cases import seeds

LEAST_CONTRAST = 3.0  # WCAG 2.2, 1.4.11, for what is no text
# OKLab distances; two neighbouring steps of a usual palette are 0.03 to 0.05 apart.
LEAST_DISTANCE = {"ordinary": 0.1, "red-blind": 0.08, "green-blind": 0.08, "blue-blind": 0.07}
# Machado, Oliveira, Fernandes 2009, severity 1, on linear RGB.
SIGHTS = {
    "ordinary": np.eye(3),
    "red-blind": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "green-blind": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "blue-blind": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# Ottosson 2020: linear RGB to cones, cube roots of cones to OKLab.
CONES = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
OKLAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def seen(colour: str, sight: str) -> np.ndarray:
    return OKLAB @ np.cbrt(CONES @ np.clip(SIGHTS[sight] @ linear(colour), 0, 1))


def test_every_kind_stands_out_against_white() -> None:
    for programme in seeds().programmes.values():
        for kind in programme.kinds:
            luminance = linear(kind.colour) @ np.array([0.2126, 0.7152, 0.0722])
            assert 1.05 / (luminance + 0.05) >= LEAST_CONTRAST, kind.code


@pytest.mark.parametrize("sight", SIGHTS)
def test_no_two_kinds_of_a_programme_look_alike(sight: str) -> None:
    for programme in seeds().programmes.values():
        for one, other in combinations(programme.kinds, 2):
            apart = float(np.linalg.norm(seen(one.colour, sight) - seen(other.colour, sight)))
            assert apart >= LEAST_DISTANCE[sight], (one.code, other.code, apart)
