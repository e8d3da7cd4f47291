"""Hugo's ``resources``: names and titles that a header gives to the files beside its post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...model import Resource


def resources_of(fields: Mapping[str, Any]) -> tuple[Resource, ...]:
    """The resources of a header, in order; patterns of several files are left out."""
    rows = fields.get("resources")
    found = (
        (_resource(row) for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    )
    return tuple(resource for resource in found if resource is not None)


def _resource(row: Mapping[str, Any]) -> Resource | None:
    params = row.get("params")
    params = params if isinstance(params, dict) else {}
    source = row.get("src")
    if not isinstance(source, str) or set(source) & set("*?["):
        return None
    said = (params.get("alt"), params.get("caption"), row.get("title"), params.get("title"))
    title = next((text.strip() for text in said if isinstance(text, str) and text.strip()), "")
    name = row.get("name")
    return Resource(source, name if isinstance(name, str) else "", title)
