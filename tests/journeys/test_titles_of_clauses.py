"""Requirements of one title are told apart by those they are for."""

from collections import Counter

from app.journeys.audits.finding_words import clause_titles
from app.standards.programme import AppliesTo, Clause
from tests.standards.cases import seeds

QU = seeds().programmes["qu-2023"]


def test_alike_titles_name_the_kinds_or_tiers_that_differ_and_no_others() -> None:
    titles = {clause: title.zh for clause, title in clause_titles(QU, QU.clauses).items()}
    assert titles["station.area_basic"] == "场地面积（乡镇基础站）"
    assert titles["station.operator_county"] == "运营单位（县级服务站、县级服务分站）"
    assert titles["station.operator_township"] == "运营单位（乡镇示范站、乡镇基础站）"
    assert titles["station.demonstration_zones"] == "示范站功能区"


def test_where_neither_kinds_nor_tiers_tell_requirements_apart_both_do() -> None:
    (model, *_) = QU.clauses

    def alike(number: int, kind: str, tier: str) -> Clause:
        return model.model_copy(update={"id": f"x{number}", "applies_to": (AppliesTo(kind=kind, tiers=(tier,)),)})

    some = [alike(1, "internship_base", "city"), alike(2, "internship_base", "county"), alike(3, "gig_market", "city")]
    titles = [title.zh for title in clause_titles(QU, some).values()]
    assert titles == [
        f"{model.title.zh}（就业见习基地、市级）",
        f"{model.title.zh}（就业见习基地、县级）",
        f"{model.title.zh}（零工市场、市级）",
    ]
    assert clause_titles(QU, some[:1])["x1"] == model.title, "alone it needs no more"
    assert clause_titles(QU, some[:2])["x2"].zh == f"{model.title.zh}（县级）"
    assert clause_titles(QU, some[1:])["x2"].zh == f"{model.title.zh}（就业见习基地）"


def test_no_two_requirements_of_a_programme_have_one_title() -> None:
    for programme in seeds().programmes.values():
        titles = Counter(clause_titles(programme, programme.clauses).values())
        assert titles.most_common(1)[0][1] == 1
