"""Downloads in the form of the real ones, invented and small."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

ARMOUR = ("Infantry Fighting Vehicles", "Armoured Fighting Vehicles", "Armoured Personnel Carriers")


def by_type(path: Path, rows: list[tuple[str, str, str, int]]) -> Path:
    """A table of (country, type, day, total)."""
    lines = ["country,equipment_type,date,destroyed,abandoned,captured,damaged,type_total"]
    lines += [f"{country},{kind},{day},{total},0,0,0,{total}" for country, kind, day, total in rows]
    text = "\n".join(lines) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def daily(path: Path, first: str, tanks: list[float | None], guns: list[float | None] | None = None) -> Path:
    """A table of claims, a row for each day from the first; None is an empty cell."""
    day, lines = dt.date.fromisoformat(first), ["date,day,tank,APC,field artillery,MRL"]
    for i, tank in enumerate(tanks):
        gun = guns[i] if guns else 10 * i
        cells = ["" if value is None else str(value) for value in (tank, 2 * i, gun, i)]
        lines.append(f"{day + dt.timedelta(days=i)},{i},{','.join(cells)}")
    path.write_text("\n".join(lines) + "\n")
    return path
