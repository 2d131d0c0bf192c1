"""The tables of a pack's files, each read into its models: vocabulary, clauses, targets and money, scorecard.

What is wrong goes to the faults of the pack that is being read; nothing is raised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.sites.vocabulary import Vocabulary
from app.standards.consistency import applies_to_faults, clause_faults, quote_faults
from app.standards.contract import ContractPack
from app.standards.ledgers import LedgerBook
from app.standards.pack_files import PackFile, PackFolder
from app.standards.programme import AnnualTarget, AppliesTo, BudgetLine, Clause, NetworkTarget, Programme
from app.standards.scorecard import Scorecard
from app.standards.vocabulary_table import VocabularyTable
from app.wording import Wording

_LISTS: dict[str, type[NetworkTarget] | type[AnnualTarget] | type[BudgetLine]] = {
    "target": NetworkTarget,
    "annual_target": AnnualTarget,
    "budget_line": BudgetLine,
}


def vocabulary_in(pack: PackFolder, name: str) -> Vocabulary | None:
    """The codes of a vocabulary file; None where it cannot be read."""
    file = pack.toml(name)
    table = pack.model(file, (), VocabularyTable, file.table) if file else None
    if file is None or table is None:
        return None
    for kind in ("fact", "equipment", "role", "training", "metric"):
        check_once(pack, file, kind, [row["code"] for row in file.table.get(kind, ())])
    return table.vocabulary()


def everyday_faults(pack: PackFolder, programme: Programme) -> None:
    """Everyday words of the pack that mean a kind or a service which nobody defined."""
    if not (pack.folder / "vocabulary.toml").exists() or pack.faults:
        return
    file = pack.toml("vocabulary.toml")
    services = programme.vocabulary.facts.get("services")
    known = {"kinds": set(programme.kinds_by_code), "services": set(services.items) if services else set()}
    for index, row in enumerate(file.table.get("everyday", ()) if file else ()):
        for key, codes in known.items():
            for code in sorted(set(row.get(key, ())) - codes):
                said = Wording(f"没有代码 {code}", f"there is no code {code}")
                pack.faults += [file.at(("everyday", index, key), "unknown_code", said)] if file else []


def kinds_of(codes: Iterable[str]) -> list[AppliesTo]:
    """Kinds by their codes alone, as clauses name whom they apply to."""
    return [AppliesTo(kind=code) for code in codes]


def renamed_kinds(table: Mapping[str, Any]) -> dict[str, Any]:
    """The head of a pack with its ``[[kind]]`` and ``[[kind.tier]]`` tables under the names the model uses."""
    head = dict(table)
    kinds = head.pop("kind", None)
    if isinstance(kinds, list):
        head["kinds"] = [
            {
                **{k: v for k, v in kind.items() if k != "tier"},
                **({"tiers": kind["tier"]} if "tier" in kind else {}),
            }
            for kind in kinds
        ]
    return head


def clauses_in(pack: PackFolder, vocabulary: Vocabulary, programme: Programme | None, source: str) -> list[Clause]:
    """The clauses of `standards/*.toml`, held against kinds and document where the head could be read."""
    clauses: list[Clause] = []
    seen: dict[str, str] = {}
    for path in sorted((pack.folder / "standards").glob("*.toml")):
        file = pack.toml(f"standards/{path.name}")
        if file is None:
            continue
        for key in sorted(set(file.table) - {"clause"}):
            pack.faults.append(file.at((key,), "unknown_key", Wording(f"没有字段 {key}", f"there is no key {key}")))
        for index, row in enumerate(file.table.get("clause", ())):
            clause = pack.model(file, ("clause", index), Clause, row)
            if clause is None:
                continue
            if clause.id in seen:
                message = Wording(
                    f"条款 {clause.id} 已见于 {seen[clause.id]}",
                    f"clause {clause.id} stands already at {seen[clause.id]}",
                )
                pack.faults.append(file.at(("clause", index, "id"), "duplicate", message))
            seen.setdefault(clause.id, f"{file.name}:{file.places.line(('clause', index, 'id'))}")
            if programme is not None:
                found = clause_faults(clause, programme.kinds_by_code, vocabulary, source)
                pack.inconsistent(file, ("clause", index), found)
            clauses.append(clause)
    return clauses


def lists_in(pack: PackFolder, programme: Programme | None, source: str) -> dict[str, tuple[Any, ...]]:
    """Targets, annual targets and budget lines of `targets.toml`, where there is one."""
    found: dict[str, list[Any]] = {f"{name}s": [] for name in _LISTS}
    file = pack.toml("targets.toml") if (pack.folder / "targets.toml").exists() else None
    if file is None:
        return {name: tuple(rows) for name, rows in found.items()}
    for key in sorted(set(file.table) - set(_LISTS)):
        pack.faults.append(file.at((key,), "unknown_key", Wording(f"没有字段 {key}", f"there is no key {key}")))
    for name, model in _LISTS.items():
        rows = file.table.get(name, ())
        check_once(pack, file, name, [row.get("id") for row in rows], key="id")
        for index, row in enumerate(rows):
            line = pack.model(file, (name, index), model, row)
            if line is None:
                continue
            problems = list(quote_faults(line.quote, source))
            if isinstance(line, NetworkTarget) and programme is not None:
                problems += applies_to_faults(line.of, programme.kinds_by_code, "of")
            pack.inconsistent(file, (name, index), problems)
            found[f"{name}s"].append(line)
    return {name: tuple(rows) for name, rows in found.items()}


def scorecard_in(pack: PackFolder, source: str) -> Scorecard | None:
    """The scorecard of `scorecard.toml`, where there is one."""
    file = pack.toml("scorecard.toml") if (pack.folder / "scorecard.toml").exists() else None
    card = pack.model(file, (), Scorecard, file.table) if file else None
    if file is not None and card is not None:
        for index, line in enumerate(card.lines):
            pack.inconsistent(file, ("lines", index), quote_faults(line.quote, source))
    return card


def ledgers_in(pack: PackFolder, card: Scorecard | None, clauses: Iterable[Clause]) -> LedgerBook | None:
    """The ledgers of `ledgers.toml`, where there is one: every figure of the scorecard comes from them, once."""
    file = pack.toml("ledgers.toml") if (pack.folder / "ledgers.toml").exists() else None
    book = pack.model(file, (), LedgerBook, file.table) if file else None
    if file is None or book is None:
        return None
    check_once(pack, file, "ledgers", [ledger.code for ledger in book.ledgers])
    for code in book.lacking(card) if card is not None else ():
        said = Wording(f"数据项 {code} 须有且只有一个来源", f"figure {code} needs one source, and only one")
        pack.faults.append(file.at(("ledgers",), "figure_source", said))
    known = {clause.id for clause in clauses}
    for index, one in enumerate(book.construction):
        for clause in sorted(set(one.clauses) - known):
            said = Wording(f"没有条款 {clause}", f"there is no clause {clause}")
            pack.faults.append(file.at(("construction", index, "clauses"), "unknown_code", said))
    return book


def contract_in(
    pack: PackFolder, lists: Mapping[str, tuple[Any, ...]], book: LedgerBook | None, source: str
) -> ContractPack | None:
    """The contract of `contract.toml`, where there is one; what it measures stands in targets and ledgers."""
    file = pack.toml("contract.toml") if (pack.folder / "contract.toml").exists() else None
    contract = pack.model(file, (), ContractPack, file.table) if file else None
    if file is None or contract is None:
        return None
    for place, one in contract.cited():
        pack.inconsistent(file, place, quote_faults(one.quote, source))
    targets, lines = ([one.id for one in lists[name]] for name in ("annual_targets", "budget_lines"))
    for index, said in contract.unknown(targets, lines, book):
        pack.faults.append(file.at(("measured", index), "unknown_code", said))
    return contract


def check_once(pack: PackFolder, file: PackFile, table: str, codes: list[Any], key: str = "code") -> None:
    """A fault for every code of a table that stands there already."""
    for index, code in enumerate(codes):
        if code in codes[:index]:
            pack.faults.append(
                file.at((table, index, key), "duplicate", Wording(f"{code} 重复", f"{code} is defined twice"))
            )
