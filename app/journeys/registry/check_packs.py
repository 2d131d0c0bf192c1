"""Checking programme packs before they are used: every fault of every pack, with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shapely.errors import ShapelyError

from app.compliance.judge import judge
from app.compliance.worked_cases import disagreements
from app.errors import Fault, InvalidInput, NotFound
from app.exchange.boundaries import OUTLINES, outlines_in
from app.journeys.registry.check_periods import score_faults
from app.journeys.registry.seed import named_sites
from app.sites.divisions import Divisions, widened
from app.sites.document import read_site
from app.sites.site import Site
from app.sites.vocabulary import Vocabulary
from app.standards.cases import SiteCase, WorkedCase
from app.standards.programme import Programme
from app.standards.reader import read_cases, read_division_table, read_pack, read_score_cases, read_vocabulary
from app.standards.score_cases import ScoreCaseTable
from app.wording import Wording

PACK_HEAD = "programme.toml"
VOCABULARY_FILE = "vocabulary.toml"
SOURCE_FILE = "SOURCE.md"
CASES_FILE = "cases.toml"

_NO_FILE = Wording("缺少此文件", "is missing")
_NO_DIVISION = Wording("divisions.csv 里没有这个区划", "divisions.csv has no such division")


@dataclass(frozen=True, slots=True)
class CheckedPack:
    """A pack without a fault, how many sites it names, and how many worked cases it passes."""

    programme: Programme
    sites: int
    cases: int


def check_packs(directory: Path, seeds_dir: Path) -> tuple[CheckedPack, ...]:
    """Read the packs of a folder: one pack, a folder of packs, or a whole seeds folder.

    Vocabulary, divisions and outlines are those of the seeds folder that the packs stand in, or else of `seeds_dir`.
    What a county is served without (who stands above it, its outline, cases, where it comes from) is a fault here.
    Raises NotFound where there is no such folder or no pack in it, InvalidInput with every fault.
    """
    folders = _pack_folders(directory)
    seeds = _seeds_around(folders[0], seeds_dir)
    faults: list[Fault] = []
    checked = []
    with _collected("", faults):
        vocabulary = read_vocabulary(seeds / VOCABULARY_FILE)
        places = seeds if (seeds / "divisions").exists() else seeds_dir
        divisions = read_division_table(places / "divisions")
        outlined = _outlined(places / OUTLINES, faults)
        for folder in folders:
            with _collected("" if folder == directory else f"{folder.relative_to(directory)}/", faults):
                checked.append(_checked(folder, vocabulary, divisions, outlined, among_others=folder != directory))
    if faults:
        raise InvalidInput(faults)
    return tuple(checked)


def _checked(
    folder: Path, vocabulary: Vocabulary, divisions: Divisions, outlined: frozenset[str], *, among_others: bool
) -> CheckedPack:
    """One pack. Its parts are looked at one by one, so that each tells its faults. Raises InvalidInput."""
    programme = read_pack(folder, vocabulary)
    faults: list[Fault] = []
    cases: Sequence[WorkedCase] = ()
    periods: ScoreCaseTable | None = None
    sites: Sequence[Site] = ()
    if among_others:
        with _collected("", faults):
            _check_folder_name(folder, programme)
    faults += _forgotten(folder, programme, divisions, outlined)
    with _collected("", faults):
        cases = read_cases(folder, programme)
        faults += _case_faults(cases, programme, divisions)
    with _collected("", faults):
        periods = read_score_cases(folder)
        faults += score_faults(periods, programme)
    with _collected("", faults):
        sites = named_sites(folder, programme, divisions)
    if faults:
        raise InvalidInput(faults)
    return CheckedPack(programme, len(sites), len(cases) + (len(periods.case) if periods else 0))


def _forgotten(folder: Path, programme: Programme, divisions: Divisions, outlined: frozenset[str]) -> Iterator[Fault]:
    """What a county can be served without and nobody would miss until much later."""
    for name in (SOURCE_FILE, CASES_FILE):
        if not (folder / name).exists():
            yield Fault(name, "missing", _NO_FILE)
    place, county = f"{PACK_HEAD}: jurisdiction", divisions.get(programme.jurisdiction)
    if county is None:
        yield Fault(place, "unknown_code", _NO_DIVISION)
    elif county.level != "province":
        province = widened(programme.jurisdiction[:2] + "0000")
        for code in dict.fromkeys(filter(None, (county.parent, province))):
            if divisions.get(code) is None:
                zh, en = (
                    f"divisions.csv 里没有它上级的区划 {code}",
                    f"divisions.csv lacks the division above it, {code}",
                )
                yield Fault(place, "unknown_code", Wording(zh, en))
    if programme.jurisdiction not in outlined:
        zh, en = f"{OUTLINES} 里没有 {programme.jurisdiction} 的界线", f"{OUTLINES} has no outline of it"
        yield Fault(place, "missing", Wording(zh, en))


def _outlined(path: Path, faults: list[Fault]) -> frozenset[str]:
    """The codes of the divisions that have an outline."""
    try:
        return frozenset(properties["code"] for properties, _ in outlines_in(path))
    except (ValueError, KeyError, TypeError, ShapelyError) as error:
        faults.append(Fault(str(OUTLINES), "malformed", Wording(f"不是 GeoJSON：{error}", f"is no GeoJSON: {error}")))
        return frozenset()


def _case_faults(cases: Sequence[WorkedCase], programme: Programme, divisions: Divisions) -> Iterator[Fault]:
    """The worked cases whose site does not get the verdict they say."""
    for case in cases:
        place = f"{CASES_FILE}: {case.clause or case.document['kind']}: {case.name}"
        refused = case.expected.refused if isinstance(case.expected, SiteCase) else None
        try:
            site = read_site(case.document, {programme.slug: programme.entry_rules}, divisions)
        except InvalidInput as error:
            if [fault.path for fault in error.faults] != [refused]:
                yield from (Fault(f"{place}: {fault.path}", "case_refused", fault.message) for fault in error.faults)
            continue
        if refused is not None:
            yield Fault(place, "case_fails", Wording(f"{refused} 没有被拒收", f"{refused} was not refused"))
            continue
        for said in disagreements(case, judge(site, programme, divisions, case.as_of)):
            yield Fault(place, "case_fails", Wording(f"算例不符：{said}", f"the worked case fails: {said}"))


@contextmanager
def _collected(prefix: str, faults: list[Fault]) -> Iterator[None]:
    """Let the faults of what stands inside go to `faults`, each under `prefix`."""
    try:
        yield
    except InvalidInput as error:
        faults += [Fault(prefix + fault.path, fault.code, fault.message) for fault in error.faults]


def _pack_folders(directory: Path) -> list[Path]:
    if not directory.is_dir():
        raise NotFound(Wording(f"没有文件夹 {directory}", f"there is no folder {directory}"))
    if (directory / PACK_HEAD).exists() or (directory / "standards").exists():
        return [directory]
    inner = directory / "programmes" if (directory / "programmes").is_dir() else directory
    folders = sorted(path for path in inner.iterdir() if any(path.rglob("*.toml")))
    if not folders:
        raise NotFound(
            Wording(f"{directory} 里没有方案包（{PACK_HEAD}）", f"there is no pack ({PACK_HEAD}) in {directory}")
        )
    return folders


def _seeds_around(folder: Path, otherwise: Path) -> Path:
    """The seeds folder that a pack stands in: ``seeds/programmes/<slug>``."""
    home = folder.resolve().parent.parent
    return home if (home / VOCABULARY_FILE).exists() else otherwise


def _check_folder_name(folder: Path, programme: Programme) -> None:
    """Among others a pack is found by its slug, so its folder must carry it."""
    if programme.slug != folder.resolve().name:
        message = Wording(f"文件夹名应为 {programme.slug}", f"must stand in a folder called {programme.slug}")
        raise InvalidInput([Fault(PACK_HEAD, "folder_name", message)])
