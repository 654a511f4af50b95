"""What a person calls each area of the requirement."""

from __future__ import annotations

TITLES = {
    "armour": "armour",
    "fires": "artillery and rockets",
    "ammunition": "ammunition",
    "air-defence": "air defence",
    "drones-ew": "drones and electronic warfare",
    "soldier": "the soldier's own kit",
    "command": "command and sensing",
    "engineers": "engineers and mobility",
    "sustainment": "medical and upkeep",
    "formations": "complete formations",
}
"""What a person calls each area."""
