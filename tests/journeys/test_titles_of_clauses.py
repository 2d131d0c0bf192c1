"""Requirements of one title are told apart by those they are for."""

from collections import Counter

from app.journeys.audits.finding_words import clause_titles
from tests.standards.cases import seeds

QU = seeds().programmes["qu-2023"]


def test_alike_titles_name_the_kinds_or_tiers_that_differ_and_no_others() -> None:
    titles = {clause: title.zh for clause, title in clause_titles(QU, QU.clauses).items()}
    assert titles["station.area_basic"] == "场地面积（乡镇基础站）"
    assert titles["station.operator_county"] == "运营单位（县级服务站、县级服务分站）"
    assert titles["station.operator_township"] == "运营单位（乡镇示范站、乡镇基础站）"
    assert titles["station.demonstration_zones"] == "示范站功能区"


def test_no_two_requirements_of_a_programme_have_one_title() -> None:
    for programme in seeds().programmes.values():
        titles = Counter(clause_titles(programme, programme.clauses).values())
        assert titles.most_common(1)[0][1] == 1
