"""Tests of the sample that leave one edge out: nobody of six years crosses. Not found by the suite's own run."""

from tests.mutants.sample.tolls import HEAVY, Bridge, lifted, toll


def test_children_are_free() -> None:
    assert (toll("foot", 5), toll("foot", 7), toll("cart", 40)) == (0, 1, 3)


def test_a_bridge_counts() -> None:
    bridge = Bridge()
    assert bridge.empty
    bridge.cross("cart")
    bridge.cross("foot")
    assert (bridge.taken, bridge.empty) == (4, False)


def test_axles_pay() -> None:
    assert HEAVY == {2: 5, 3: 6}


def test_nobody_pays_while_the_barrier_is_lifted() -> None:
    bridge = Bridge()
    bridge.cross("cart")
    with lifted(bridge) as before:
        bridge.cross("cart")
        assert (before, bridge.taken) == (3, 6)
    assert bridge.taken == 3
