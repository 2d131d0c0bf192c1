"""A JSON file read piece by piece says what it says when it is read at once, and is refused at the same place."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput, Malformed
from app.exchange.entered import FileStream
from app.exchange.geojson import stream_geojson
from app.exchange.json_stream import JsonText
from app.exchange.json_values import json_values
from app.exchange.sites_json import stream_json
from app.exchange.strict_json import load_json
from app.normal.encodings import decoded, opened

PIECES = st.sampled_from([1, 2, 3, 7, 64, 1 << 18])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(10**50),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)
SPOILT = st.sampled_from(
    [*'[]{}:,"\\ -.eE019tnN', "\n", "\n\n ", "NaN", "-Infinity", "1e999999999", "\ufeff", '"a":1,']
)


def written(value: Any, indent: int | None) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False)


def read_whole(raw: bytes) -> Any:
    """What the file says at once: the values of its list, or its one value, or why there is none."""
    try:
        value = load_json(decoded(raw)[0].encode())
    except Malformed as error:
        return error.message
    except InvalidInput as error:
        return sorted(fault.path for fault in error.faults)
    return value if isinstance(value, list) else [value]


def read_by_pieces(raw: bytes, piece: int) -> Any:
    faults: list[Any] = []
    try:
        text = JsonText(opened(io.BytesIO(raw), piece).text, piece)
        is_list = text.sign() == "["
        found = [text.value(faults) for _ in text.items()] if is_list else [text.value(faults)]
        text.end()
    except Malformed as error:
        return error.message
    return sorted(fault.path for fault in faults) if faults else found


def plain(found: Any) -> str:
    """NaN is no NaN's equal; what is written is."""
    return repr(found)


@given(VALUES, st.sampled_from([None, 0, 2]), PIECES)
def test_every_value_is_read_as_it_stands(value: Any, indent: int | None, piece: int) -> None:
    raw = written(value, indent).encode("utf-8", "surrogatepass")
    assert plain(read_by_pieces(raw, piece)) == plain(read_whole(raw))


@given(st.lists(VALUES, max_size=4), st.integers(0, 200), SPOILT, st.integers(0, 2), PIECES)
def test_what_is_spoilt_is_refused_in_the_same_words_at_the_same_place(
    value: Any, place: int, sign: str, dropped: int, piece: int
) -> None:
    text = written(value, 1)
    place = min(place, len(text))
    raw = (text[:place] + sign + text[place + dropped :]).encode("utf-8", "surrogatepass")
    assert plain(read_by_pieces(raw, piece)) == plain(read_whole(raw))


@pytest.mark.parametrize("piece", [1, 5, 1 << 18])
@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "[",
            "[1,",
            "[1,]",
            "[1 2]",
            "[] []",
            "{",
            '{"a"',
            '{"a" 1}',
            '{"a":1,}',
            "{} {}",
            "nul",
            "-",
            "[1.]",
        ),
        *("1.5e+", '["\\u12', '["\\ud83d\\ude00"]', '["a\nb"]', "[" * 100_000, '[{"a": 1}, \n {"a"; 2}]'),
    ],
)
def test_what_is_no_json_is_refused_as_ever(text: str, piece: int) -> None:
    raw = text.encode()
    assert plain(read_by_pieces(raw, piece)) == plain(read_whole(raw))


@pytest.mark.parametrize("way", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@given(st.text(st.characters(codec="gb18030", exclude_characters="\ufeff\0"), min_size=1), st.integers(1, 9))
def test_every_encoding_is_read_by_pieces_as_at_once(way: str, text: str, piece: int) -> None:
    raw = f"[1]{text}[1]".encode(way)
    assert opened(io.BytesIO(raw), piece).text.read() == decoded(raw)[0]


@given(st.binary(max_size=60), st.integers(1, 9))
def test_bytes_that_are_no_text_are_refused_at_the_same_byte(raw: bytes, piece: int) -> None:
    def said(size: int) -> Any:
        try:
            return opened(io.BytesIO(raw), size).text.read()
        except Malformed as error:
            return error.message

    assert said(piece) == said(1 << 20)


def test_a_file_with_a_wrong_byte_names_it() -> None:
    with pytest.raises(Malformed, match="byte 8 is neither"):
        opened(io.BytesIO('["编\xff"'.encode()[:5] + b"  \xff\xff, \xe7\xbc\x96\xe7\xbc\x96"), 2)


def told(stream: FileStream) -> tuple[list[Any], list[str]]:
    found = stream.whole()
    return [entered.document for entered in found.entries], [fault.path for fault in found.faults]


def test_a_key_given_twice_is_told_at_its_place_with_what_else_is_wrong() -> None:
    raw = b'[{"code": "A"}, {"code": "B", "facts": {"a": 1, "a": 2}}, {"code": "C", "code": "D"}]'
    assert told(stream_json(opened(io.BytesIO(raw)))) == ([{"code": "A"}], ["[1].a", "[2].code"])


FEATURE = '{"type":"Feature","geometry":{"type":"Point","coordinates":[107.0,%d.5]},"properties":{"code":"%s"}}'
ONE, TWO = FEATURE % (30, "A"), FEATURE % (31, "B")
BAD = FEATURE.replace('"Point"', '"Line"') % (31, "C")
CRS = '"crs":{"properties":{"name":"EPSG:3857"}}'


@pytest.mark.parametrize(
    "text",
    [
        f'{{"type":"FeatureCollection","features":[{ONE},{TWO}]}}',
        f'{{"features":[{ONE},{TWO}],"type":"FeatureCollection"}}',
    ],
)
def test_features_are_read_wherever_their_type_stands(text: str) -> None:
    found = stream_geojson(opened(io.BytesIO(text.encode()))).whole()
    assert [entered.code for entered in found.entries] == ["A", "B"]
    assert [entered.place("name") for entered in found.entries] == [f"features[{n}].properties.name" for n in (0, 1)]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (f'{{"type":"FeatureCollection",{CRS},"features":[{ONE},{BAD}]}}', {"crs", "features[1].geometry"}),
        (f'{{"type":"FeatureCollection","features":[{BAD},{ONE}],{CRS}}}', {"crs", "features[0].geometry"}),
        (f'{{"type":"FeatureCollection","features":[{ONE}],"features":[{TWO}]}}', {"features"}),
        (f'{{"type":"FeatureCollection","features":[{ONE[:-1]},"id":1,"id":2}}]}}', {"features[0].id"}),
    ],
)
def test_what_is_wrong_with_a_collection_is_told_with_its_place(text: str, faults: set[str]) -> None:
    assert set(told(stream_geojson(opened(io.BytesIO(text.encode()))))[1]) == faults


@pytest.mark.parametrize("text", ["[]", "1", '{"features":[1]}', '{"type":"Polygon","features":[]}'])
def test_what_is_no_collection_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        stream_geojson(opened(io.BytesIO(text.encode()))).whole()
    assert [fault.path for fault in refused.value.faults] == ["type"]


def test_of_a_long_list_little_is_read_ahead() -> None:
    class Heard(io.StringIO):
        heard = 0

        def read(self, size: int | None = -1) -> str:
            found = super().read(size)
            Heard.heard += len(found)
            return found

    text = JsonText(Heard("[" + ",".join('{"a": "b"}' for _ in range(1_000)) + "]"), 100)
    ahead = []
    for number in text.items():
        text.value([])
        ahead.append(Heard.heard - 11 * number)
    assert len(ahead) == 1_000
    assert max(ahead) < 400


def values_of(raw: bytes) -> Any:
    """What `evaluate` and ledgers take a list for."""
    faults: list[Any] = []
    try:
        found = [value for value, _ in json_values(io.BytesIO(raw), faults)]
    except Malformed as error:
        return error.message
    return [fault.path for fault in faults] if faults else found


@given(st.lists(VALUES, min_size=1, max_size=4), st.sampled_from([None, 0]), st.sampled_from(["", " \n", "\ufeff"]))
def test_a_list_to_be_evaluated_says_what_it_says_at_once(value: Any, indent: int | None, lead: str) -> None:
    raw = (lead + written(value, indent)).encode("utf-8", "surrogatepass")
    assert plain(values_of(raw)) == plain(read_whole(raw))


@pytest.mark.parametrize("tail", ["", "]]", "[1", "\n]", '{"a"'])
def test_a_list_to_be_evaluated_that_is_spoilt_is_refused_as_ever(tail: str) -> None:
    raw = f'[{{"a": 1}},\n 2 {tail}'.encode()
    assert plain(values_of(raw)) == plain(read_whole(raw))


def test_a_byte_that_is_no_text_is_named_wherever_it_stands() -> None:
    raw = b'["' + "编".encode() * 100_000 + b'\xff"]'
    with pytest.raises(Malformed, match="byte 300003 is not UTF-8"):
        list(json_values(io.BytesIO(raw), []))


@pytest.mark.parametrize("between", [",", ",\n"])
def test_the_first_value_of_a_long_list_is_there_when_little_is_read(between: str) -> None:
    stream = io.BytesIO(f"[{between.join(['{}'] * 1_000_000)}]".encode())
    assert next(iter(json_values(stream, [])))[0] == {}
    assert stream.tell() < 1 << 20


def test_what_one_value_of_a_list_says_twice_is_told_with_all_else() -> None:
    assert values_of(b'[{"a": 1}, {"b": 1, "b": 2}, {"c": {"d": 1, "d": 2}}]') == ["[1].b", "[2].d"]
