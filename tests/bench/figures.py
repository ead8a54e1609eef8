"""What a benchmark prints: one JSON object a line, which dev.py puts into its table."""

import json


def figure(
    name: str,
    value: float,
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> bool:
    """Print one figure; return whether it meets its target, if it has one."""
    said = {"name": name, "value": round(value, 4), "unit": unit}
    if at_most is not None:
        said["at_most"] = at_most
    if at_least is not None:
        said["at_least"] = at_least
    print(json.dumps(said, ensure_ascii=False), flush=True)
    return (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
