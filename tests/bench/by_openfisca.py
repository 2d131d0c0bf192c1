"""The clauses judged by OpenFisca-Core: a variable for each column and clause, a simulation for each kind and tier.

Runs under the Python of the peers, which has nothing of `app`: it is handed columns and formulas as a pickle of our own
making, asks for every clause of every simulation, and writes the answers and the seconds of each run. Columns are
inputs that are set before the clock runs; cached answers are made anew with each run.
"""

from __future__ import annotations

import pickle
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from tests.bench.formula_answers import verdicts

PERIOD = "2026-11"
SITE = build_entity(key="site", plural="sites", label="a site", is_person=True)
_KINDS = {"b": bool, "f": float, "i": int}


class _Columns:
    """Columns as formulas ask for them: each by its variable."""

    def __init__(self, sites: Any, period: Any, names: dict[str, str]) -> None:
        self.sites, self.period, self.names = sites, period, names

    def __getitem__(self, name: str) -> Any:
        return self.sites(self.names[name], self.period)


def _system(group: dict[str, Any]) -> tuple[Any, dict[str, str], list[str]]:
    system = TaxBenefitSystem([SITE])
    names = {name: f"column_{number}" for number, name in enumerate(group["columns"])}
    for name, array in group["columns"].items():
        of = {"value_type": _KINDS[array.dtype.kind], "entity": SITE, "definition_period": DateUnit.MONTH}
        system.add_variable(type(names[name], (Variable,), of))
    clauses = []
    for number, clause in enumerate(group["clauses"]):

        def formula(sites: Any, period: Any, parameters: Any, clause: Any = clause) -> Any:
            return verdicts(clause, _Columns(sites, period, names))

        of = {"value_type": int, "entity": SITE, "definition_period": DateUnit.MONTH, "formula": formula}
        clauses.append(f"clause_{number}")
        system.add_variable(type(clauses[-1], (Variable,), of))
    return system, names, clauses


def _main(given: str, told: str, runs: str) -> None:
    groups = pickle.loads(Path(given).read_bytes())
    systems = [_system(group) for group in groups]
    seconds, answers = [], []
    for _ in range(int(runs) + 1):
        ready = []
        for group, (system, names, clauses) in zip(groups, systems, strict=True):
            simulation = SimulationBuilder().build_default_simulation(system, count=group["count"])
            for name, array in group["columns"].items():
                simulation.set_input(names[name], PERIOD, array)
            ready.append((simulation, clauses))
        began = time.process_time()
        answers = [[simulation.calculate(clause, PERIOD) for clause in clauses] for simulation, clauses in ready]
        seconds.append(time.process_time() - began)
    found = [np.array(one, np.int8) for one in answers]
    Path(told).write_bytes(pickle.dumps((seconds[1:], found)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
