"""Every count of an audit is that of its sites: one adds up to the other, whoever reads which."""

from collections import Counter

from app.journeys.audits.result import audit
from app.journeys.house import House


async def test_what_is_counted_is_what_is_listed(house: House) -> None:
    found = (await audit(house)).as_document()
    assert {one["programme"] for one in found["programmes"]} == set(house.programmes)
    for one in found["programmes"]:
        listed = one["results"]
        assert one["sites"] == len(listed) == sum(one["statuses"].values()) > 0
        assert {s: n for s, n in one["statuses"].items() if n} == Counter(site["status"] for site in listed)
        groups = {(group["kind"], group["tier"]): group for group in one["groups"]}
        sorts = Counter((site["kind"], site["tier"]) for site in listed)
        assert {sort: group["sites"] for sort, group in groups.items()} == sorts
        assert Counter({s: sum(g["statuses"][s] for g in groups.values()) for s in one["statuses"]}) == one["statuses"]
        for verdict in ("met", "not_met", "unknown", "waived"):
            assert sum(clause[verdict] for clause in one["clauses"]) == sum(site[verdict] for site in listed), verdict
        assert [c["not_met"] for c in one["clauses"]] == sorted((c["not_met"] for c in one["clauses"]), reverse=True)


async def test_an_audit_of_one_programme_holds_that_alone(house: House) -> None:
    (one,) = (await audit(house, programme="gangbei-2025")).programmes
    assert one.programme.slug == "gangbei-2025"
    assert {member.site.programme for member in one.sites} == {"gangbei-2025"}
