"""Points as GeoJSON (RFC 7946): a feature a site, its geometry the point, its properties the rest of the
document.

Geometry is WGS-84. A site whose coordinates were handed in as GCJ-02 or BD-09 keeps them as the property
``location``, beside the converted geometry; where both are read they must mean the same place. A feature may
instead say in the property ``crs`` which system its geometry is in. Without a geometry it says nothing of the place.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, cast

from app.errors import Fault, InvalidInput
from app.exchange.entered import Entered, FileStream, within
from app.exchange.json_stream import JsonText
from app.exchange.sites_json import said_once
from app.exchange.strict_json import dump_json
from app.normal.days import written_day
from app.normal.encodings import TextFile
from app.normal.printable import printable
from app.sites.crs import SOURCE_CRS, to_wgs84
from app.sites.document import write_site
from app.sites.fields import FIELD
from app.sites.site import Site, SourceCrs
from app.wording import Wording

SAME_PLACE_DEGREES = 0.00002
"""About 2 m: geometries are often rounded to five decimals."""

COLLECTION, FEATURES = "FeatureCollection", "features"
_WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490")


# --- reading ---------------------------------------------------------------------------------------------


def stream_geojson(file: TextFile) -> FileStream:
    """The features of a FeatureCollection, each read when it is asked for, or one Feature, as documents.

    A collection that has its features before its type is read as a whole: only then it is known what they are. Raises
    Malformed where the text is no JSON, InvalidInput where it is no collection of features, when that is reached; a
    feature that is no point, or says something twice, is among the faults.
    """
    faults: list[Fault] = []
    return FileStream(_entered(JsonText(file.text), faults), None, file.notes, faults)


def _entered(text: JsonText, faults: list[Fault]) -> Iterator[Entered]:
    whole: dict[str, Any] = {}
    if text.sign() != "{":
        whole = {"": text.value(faults)}
    else:
        for key in text.members(faults):
            if key == FEATURES and key not in whole and whole.get("type") == COLLECTION and text.sign() == "[":
                whole[key] = []
                yield from _features(text, faults)
            else:
                whole[key] = text.value(faults)
    text.end()
    yield from _of_members(whole, faults)


def _features(text: JsonText, faults: list[Fault]) -> Iterator[Entered]:
    for number in text.items():
        place = f"{FEATURES}[{number}]"
        for feature in said_once(text, within(place), faults):
            if (entered := _Feature(feature.document, place, faults).entered()) is not None:
                yield entered


def _of_members(value: Mapping[str, Any], faults: list[Fault]) -> Iterator[Entered]:
    """What there is to be read and said beside the features that were read one by one."""
    if value.get("type") not in (COLLECTION, "Feature"):
        message = Wording("不是 GeoJSON 要素集合", "is not a GeoJSON FeatureCollection")
        raise InvalidInput([Fault("type", "not_geojson", message)])
    _check_crs_member(value, faults)
    single = value["type"] == "Feature"
    features = [value] if single else value.get(FEATURES)
    if not isinstance(features, list):
        raise InvalidInput([Fault(FEATURES, "wrong_type", Wording("应为列表 […]", "must be a list […]"))])
    for number, feature in enumerate(features):
        found = _Feature(feature, "" if single else f"{FEATURES}[{number}]", faults).entered()
        if found is not None:
            yield found


def _check_crs_member(collection: Mapping[str, Any], faults: list[Fault]) -> None:
    """The member ``crs`` of older GeoJSON may say WGS-84 or CGCS2000, which is all that coordinates may
    be in.
    """
    crs = collection.get("crs")
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not (isinstance(name, str) and name.endswith(_WGS84_NAMES)):
        message = Wording(
            "坐标须为 WGS-84（或 CGCS2000）；其他坐标系请写在每个要素的 crs 属性里",
            "must be WGS-84 (or CGCS2000); name another system in each feature's property crs",
        )
        faults.append(Fault("crs", "unknown_crs", message))


class _Feature:
    """One feature while it is read."""

    def __init__(self, feature: object, place: str, faults: list[Fault]) -> None:
        self.feature = feature
        self.at = place
        self.faults = faults

    def fault(self, path: str, code: str, zh: str, en: str) -> None:
        place = ".".join(part for part in (self.at, path) if part)
        self.faults.append(Fault(place, code, Wording(zh, en)))

    def entered(self) -> Entered | None:
        """The site that the feature describes, or None when it is no feature."""
        feature = self.feature
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            self.fault("type", "not_geojson", "不是 GeoJSON 要素", "is not a GeoJSON Feature")
            return None
        properties = feature.get("properties")
        if not isinstance(properties, dict):
            self.fault("properties", "wrong_type", "应为对象 {…}", "must be an object {…}")
            return None
        document = {key: _as_written(key, value) for key, value in properties.items() if key != "crs"}
        self._take_id(feature, document)
        from_geometry = self._take_geometry(feature.get("geometry"), properties, document)
        return Entered(document, self._placed(from_geometry))

    def _take_id(self, feature: Mapping[str, Any], document: dict[str, Any]) -> None:
        if document.get("code") is None and isinstance(feature.get("id"), str):
            document["code"] = feature["id"]
        # Through a GeoPackage or a table the feature's own id comes back as a property.
        if "id" in document and document["id"] == document.get("code"):
            del document["id"]

    def _take_geometry(self, geometry: object, properties: Mapping[str, Any], document: dict[str, Any]) -> bool:
        """Whether the document's location was taken from the geometry."""
        crs = properties.get("crs")
        if geometry is None:
            return False
        if not isinstance(geometry, dict) or geometry.get("type") != "Point":
            self.fault("geometry", "not_a_point", "应为点（Point）", "must be a Point")
            return False
        coordinates = geometry.get("coordinates")
        if not isinstance(coordinates, list) or len(coordinates) not in (2, 3):
            self.fault("geometry.coordinates", "not_a_point", "应为 [经度, 纬度]", "must be [longitude, latitude]")
            return False
        location = document.get("location")
        if location is None:
            document["location"] = {
                "lon": coordinates[0],
                "lat": coordinates[1],
                "crs": "wgs84" if crs is None else crs,
            }
            return True
        if crs is not None:
            self.fault(
                "properties.crs",
                "contradiction",
                "与 location 重复",
                "is given beside a location with its own",
            )
        elif not _same_place(coordinates, location):
            self.fault(
                "geometry",
                "contradiction",
                "与属性 location 不是同一地点；若点已移动，请删去该属性",
                "is not where the property location is; drop that property if the point was moved",
            )
        return False

    def _placed(self, from_geometry: bool) -> Callable[[str], str]:
        prefix = f"{self.at}." if self.at else ""

        def place(path: str) -> str:
            if from_geometry and path.startswith("location"):
                return prefix + ("properties.crs" if path == "location.crs" else "geometry.coordinates")
            return prefix + ("properties" if not path else f"properties.{printable(path)}")

        return place


def _as_written(key: str, value: object) -> object:
    """A property as the document has it: programs of maps know what a day is and write it in their own way."""
    is_day = key in FIELD and (kind := FIELD[key].value) is not None and kind.type == "date"
    return written_day(value) if is_day and isinstance(value, str) else value


def _same_place(coordinates: list[Any], location: object) -> bool:
    """Whether geometry and location mean the same place; a location that cannot be read is not this
    check's business.
    """
    if not isinstance(location, dict) or location.get("crs") not in SOURCE_CRS:
        return True
    numbers = [_decimal(n) for n in (*coordinates[:2], location.get("lon"), location.get("lat"))]
    if any(n is None for n in numbers):
        return True
    lon, lat, source_lon, source_lat = cast("list[Decimal]", numbers)
    try:
        point = to_wgs84(source_lon, source_lat, cast(SourceCrs, location["crs"]))
    except ValueError:
        return True
    return abs(float(lon) - point.lon) <= SAME_PLACE_DEGREES and abs(float(lat) - point.lat) <= SAME_PLACE_DEGREES


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return Decimal(value)


# --- writing ---------------------------------------------------------------------------------------------


async def write_geojson(sites: AsyncIterable[Site]) -> AsyncIterator[bytes]:
    """A FeatureCollection with one feature a line. Sites without a location have no geometry."""
    yield b'{"type":"FeatureCollection","features":['
    separator = b"\n"
    async for site in sites:
        yield separator + dump_json(_feature(site))
        separator = b",\n"
    yield b"\n]}\n"


def _feature(site: Site) -> dict[str, Any]:
    properties = write_site(site)
    geometry = None
    if (location := site.location) is not None:
        exact = location.source_crs == "wgs84"
        if exact:
            del properties["location"]
        coordinates: list[Any] = (
            [location.source_lon, location.source_lat] if exact else [location.point.lon, location.point.lat]
        )
        geometry = {"type": "Point", "coordinates": coordinates}
    return {"type": "Feature", "id": site.code, "geometry": geometry, "properties": properties}
