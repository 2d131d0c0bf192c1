"""The reading half of `/api/v1`."""

import json

import pytest
from litestar.testing import TestClient

PRIVATE_KEYS = ("by",)


def get(client: TestClient, path: str, status: int = 200, **headers: str) -> dict:
    answer = client.get(path, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_the_list_is_a_feature_collection_that_counts_what_matched_and_what_is_returned(
    reader: TestClient, demo_codes: frozenset[str]
) -> None:
    found = get(reader, "/api/v1/sites?limit=7")
    assert (found["type"], found["numberReturned"], len(found["features"])) == ("FeatureCollection", 7, 7)
    assert found["numberMatched"] == len(demo_codes)


def test_pages_laid_end_to_end_are_the_whole_list_without_gap_or_double(
    reader: TestClient, demo_codes: frozenset[str]
) -> None:
    whole = [f["id"] for f in get(reader, "/api/v1/sites?limit=1000")["features"]]
    paged: list[str] = []
    address = "/api/v1/sites?limit=50"
    while address:
        page = get(reader, address)
        paged += [f["id"] for f in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert paged == whole
    assert len(whole) == len(demo_codes)
    assert set(whole) == demo_codes


def test_whoever_reads_on_misses_nothing_when_the_last_site_read_is_gone_since(reader: TestClient) -> None:
    whole = [f["id"] for f in get(reader, "/api/v1/sites?limit=1000")["features"]]
    gone = f"{whole[9]}-gone"  # sorts behind the tenth, and is no site
    assert [f["id"] for f in get(reader, f"/api/v1/sites?limit=5&after={gone}")["features"]] == whole[10:15]
    words = [f["id"] for f in get(reader, "/api/v1/sites?limit=1000&q=土溪")["features"]]
    assert [f["id"] for f in get(reader, f"/api/v1/sites?q=土溪&after={words[0]}")["features"]] == words[1:]


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("programme=gangbei-2025", lambda p: p["programme"] == "gangbei-2025"),
        ("kind=gig_market", lambda p: p["kind"] == "gig_market"),
        ("kind=gig_market,outpost", lambda p: p["kind"] in ("gig_market", "outpost")),
        ("tier=township_basic", lambda p: p["tier"] == "township_basic"),
        ("division=511725103", lambda p: p["division"].startswith("511725103")),
        ("status=planned", lambda p: p["status"] == "planned"),
        ("compliance=non_compliant", lambda p: p["compliance"] == "non_compliant"),
    ],
)
def test_every_filter_keeps_what_it_asks_for_and_nothing_else(reader: TestClient, query: str, holds) -> None:
    every = [f["properties"] for f in get(reader, "/api/v1/sites?limit=1000")["features"]]
    kept = [f["properties"] for f in get(reader, f"/api/v1/sites?limit=1000&{query}")["features"]]
    assert kept == [properties for properties in every if holds(properties)]
    assert 0 < len(kept) < len(every)


def test_a_box_keeps_the_sites_inside_it(reader: TestClient) -> None:
    every = get(reader, "/api/v1/sites?limit=1000")["features"]
    west, south, east, north = 106.9, 30.8, 107.0, 30.9
    inside = {
        f["id"]
        for f in every
        if f["geometry"]
        and west <= f["geometry"]["coordinates"][0] <= east
        and south <= f["geometry"]["coordinates"][1] <= north
    }
    kept = get(reader, f"/api/v1/sites?limit=1000&bbox={west},{south},{east},{north}")["features"]
    assert {f["id"] for f in kept} == inside
    assert inside


@pytest.mark.parametrize("words", ["土溪", "tuxi", "tx", "QX-TUXI"])
def test_a_site_is_found_by_name_pinyin_initials_and_code(reader: TestClient, words: str) -> None:
    assert "QX-TUXI" in [f["id"] for f in get(reader, f"/api/v1/sites?q={words}&limit=1000")["features"]]


def test_a_percent_sign_in_a_search_is_a_percent_sign(reader: TestClient) -> None:
    assert get(reader, "/api/v1/sites?q=%25")["numberMatched"] == 0


def test_all_faults_of_a_query_are_named_at_once(reader: TestClient) -> None:
    problem = get(reader, "/api/v1/sites?kind=nope&limit=0&offset=-1&bbox=1,2&division=12&colour=red", 422)
    paths = {fault["path"] for fault in problem["errors"]}
    assert paths == {"kind", "limit", "offset", "bbox", "division", "colour"}
    assert problem["status"] == 422


def test_the_nearest_sites_come_in_order_with_metres_and_an_estimate_of_minutes(reader: TestClient) -> None:
    found = get(reader, "/api/v1/sites/nearest?lon=106.97&lat=30.84&limit=10")["features"]
    metres = [f["properties"]["metres"] for f in found]
    assert metres == sorted(metres)
    for feature in found:
        minutes = feature["properties"]["minutes"]
        assert minutes["basis"] == "estimate"
        assert 1 <= minutes["low"] <= minutes["high"]


def test_the_nearest_site_is_one_that_can_be_gone_to_unless_others_are_asked_for(reader: TestClient) -> None:
    at = "lon=106.97&lat=30.84&limit=100"
    open_now = get(reader, f"/api/v1/sites/nearest?programme=qu-2023&{at}")
    assert {f["properties"]["status"] for f in open_now["features"]} == {"operating"}
    every = get(reader, "/api/v1/sites?programme=qu-2023")["numberMatched"]
    assert open_now["numberNotOperating"] > 0
    assert open_now["numberMatched"] + open_now["numberNotOperating"] == every
    planned = get(reader, f"/api/v1/sites/nearest?programme=qu-2023&status=planned&{at}")
    assert {f["properties"]["status"] for f in planned["features"]} == {"planned"}
    assert planned["numberNotOperating"] == 0


def test_the_description_says_that_the_nearest_counts_operating_sites(reader: TestClient) -> None:
    operation = get(reader, "/schema/openapi.json")["paths"]["/api/v1/sites/nearest"]["get"]
    status = next(p for p in operation["parameters"] if p["name"] == "status")
    assert "only operating" in status["description"]
    assert "numberNotOperating" in operation["description"]


def test_the_start_page_sorts_by_distance_what_is_open_and_says_how_much_is_left_out(reader: TestClient) -> None:
    page = reader.get("/?near=106.97,30.84").text
    left_out = int(page.split("另有 ")[1].split(" 个站点未建成")[0])
    assert left_out == get(reader, "/api/v1/sites/nearest?programme=qu-2023&lon=106.97&lat=30.84")["numberNotOperating"]
    assert "status=operating" in page.split('data-sites="')[1].split('"')[0]
    every = reader.get("/?near=106.97,30.84&status=planned,building,declared,operating,suspended,closed").text
    assert "未建成或暂不开放" not in every


def test_townships_on_the_map_are_named_in_the_readers_language(reader: TestClient) -> None:
    def names(query: str) -> dict[str, tuple[str, str]]:
        features = get(reader, f"/map/townships.geojson?programme=qu-2023{query}")["features"]
        return {f["properties"]["code"]: (f["properties"]["name"], f["properties"]["short"]) for f in features}

    assert names("")["511725103000"] == ("土溪镇", "土溪镇")
    assert names("&language=en")["511725103000"] == ("Tuxi Town", "Tuxi")
    assert reader.get("/map/townships.geojson?language=fr").status_code == 422


def test_a_site_is_found_by_what_the_english_pages_call_its_place(reader: TestClient) -> None:
    found = [f["id"] for f in get(reader, "/api/v1/sites?q=Tuxi Town&limit=1000")["features"]]
    assert "QX-TUXI" in found
    assert "QX-SANHUI" not in found


def test_a_target_without_clauses_says_so_instead_of_none_compliant(reader: TestClient) -> None:
    line = reader.get("/programmes/qu-2023").text.split('id="t-park"')[-1].split('</li>\n<li class="target"')[0]
    assert "未规定建设标准" in line
    assert "达标 0" not in line


def test_what_is_owed_to_every_request_is_not_shown_as_a_figure(reader: TestClient) -> None:
    page = reader.get("/programmes/gangbei-2025").text
    row = page.split("7 日内响应诉求")[1].split("</tr>")[0]
    assert "逐件响应" in row
    assert "1\u202f次响应" not in row


def test_the_nearest_of_a_kind_is_of_that_kind(reader: TestClient) -> None:
    found = get(reader, "/api/v1/sites/nearest?lon=107&lat=31&kind=incubator")["features"]
    assert {f["properties"]["kind"] for f in found} == {"incubator"}


@pytest.mark.parametrize("query", ["", "lon=106", "lon=abc&lat=1", "lon=NaN&lat=1", "lon=181&lat=0", "lon=1&lat=91"])
def test_a_nearest_search_without_a_place_on_earth_is_refused(reader: TestClient, query: str) -> None:
    assert get(reader, f"/api/v1/sites/nearest?{query}", 422)["errors"]


def test_a_site_that_does_not_exist_is_404_as_a_problem_document(reader: TestClient) -> None:
    answer = reader.get("/api/v1/sites/NOPE")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail", "instance"}


def test_the_verdict_over_http_is_the_verdict_of_evaluate(reader: TestClient) -> None:
    document = get(reader, "/api/v1/sites/QX-ZHONGTAN")
    for key in ("compliance", "updated_at", "version"):
        document.pop(key)
    evaluated = reader.post("/api/v1/evaluate", json=document).json()
    assert evaluated == [get(reader, "/api/v1/sites/QX-ZHONGTAN/compliance")]


def test_before_the_document_was_issued_nothing_is_assessed(reader: TestClient) -> None:
    verdict = get(reader, "/api/v1/sites/QX-TUXI/compliance?as_of=2022-06-30")
    assert (verdict["as_of"], verdict["status"], verdict["clauses"]) == ("2022-06-30", "not_assessed", [])


def test_a_day_to_come_is_judged_on_what_is_recorded_now_as_evaluate_does(reader: TestClient) -> None:
    verdict = get(reader, "/api/v1/sites/QX-TUXI/compliance?as_of=2199-01-01")
    assert (verdict["as_of"], verdict["status"]) == ("2199-01-01", "non_compliant")
    assert "station.training" in {c["id"] for c in verdict["clauses"] if c["verdict"] == "not_met"}
    assert get(reader, "/api/v1/sites/QX-TUXI/compliance?as_of=2201-01-01", 422)["errors"][0]["path"] == "as_of"


def test_every_clause_of_both_documents_comes_with_its_own_words(reader: TestClient) -> None:
    slugs = [programme["slug"] for programme in get(reader, "/api/v1/programmes")["programmes"]]
    clauses = [c for slug in slugs for c in get(reader, f"/api/v1/programmes/{slug}/clauses")["clauses"]]
    assert len(clauses) == 126
    assert all(c["citation"]["quote"] and c["citation"]["section"] and c["citation"]["document"] for c in clauses)


def test_progress_has_a_line_for_every_target_and_names_what_is_sample(reader: TestClient) -> None:
    progress = get(reader, "/api/v1/programmes/qu-2023/progress")
    lines = {line["id"]: line for line in progress["targets"]}
    assert progress["sample"] is True
    assert (lines["points"]["planned"], lines["points"]["registered"]) == (132, 132)
    assert lines["points"]["built"] <= lines["points"]["registered"]
    assert lines["gig_city"]["duty"] == "strive"


def test_sample_sites_are_marked_as_sample_in_every_answer(reader: TestClient) -> None:
    features = get(reader, "/api/v1/sites?limit=1000")["features"]
    assert all(f["properties"]["sample"] is True for f in features)
    assert get(reader, "/api/v1/sites/QX-HUB")["sample"] is True


def test_an_unchanged_answer_is_304(reader: TestClient) -> None:
    first = reader.get("/api/v1/sites?limit=3")
    again = reader.get("/api/v1/sites?limit=3", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_texts_come_in_the_language_that_is_asked_for(reader: TestClient) -> None:
    assert (
        get(reader, "/api/v1/sites/NOPE", 404)["title"]
        != get(reader, "/api/v1/sites/NOPE", 404, **{"Accept-Language": "en"})["title"]
    )


def test_a_machine_learns_that_the_service_is_up_and_ready(reader: TestClient) -> None:
    assert get(reader, "/healthz") == {"status": "up"}
    assert get(reader, "/readyz") == {"status": "ready"}
    assert "zhanwang_request_seconds" in reader.get("/metrics").text


def test_head_answers_like_get_without_a_body(reader: TestClient) -> None:
    for path in ("/", "/api/v1/sites", "/schema", "/healthz"):
        answer = reader.head(path)
        assert (answer.status_code, answer.content) == (200, b""), path


def test_no_answer_names_staff_who_did_not_agree(client: TestClient) -> None:
    from tests.web.writing import registered

    registered(
        client,
        {
            "code": "QX-TUXI",
            "staff": [
                {"role": "hr_specialist", "employment": "full_time", "name": "张密", "phone": "13800000001"},
                {
                    "role": "hr_specialist",
                    "employment": "full_time",
                    "name": "李开",
                    "phone": "13800000002",
                    "public": True,
                },
            ],
        },
    )
    pages = ("/api/v1/sites/QX-TUXI", "/api/v1/sites?limit=1000", "/api/v1/sites/QX-TUXI/compliance", "/sites/QX-TUXI")
    texts = {page: client.get(page).text for page in pages}
    for page, text in texts.items():
        assert "张密" not in text, page
        assert "13800000001" not in text, page
    assert "李开" in texts["/api/v1/sites/QX-TUXI"]
    assert "李开" in texts["/sites/QX-TUXI"]


def test_who_reported_a_fact_stays_inside(reader: TestClient) -> None:
    document = get(reader, "/api/v1/sites/QX-TUXI")
    assert document["reports"]
    assert all("by" not in report for report in document["reports"].values())


def test_every_number_is_plain_json(reader: TestClient) -> None:
    text = reader.get("/api/v1/sites/QX-TUXI").text
    json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
