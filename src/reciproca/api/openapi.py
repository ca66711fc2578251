"""The description of the API, OpenAPI 3.1, made from what the endpoints declare."""

from dataclasses import fields
from typing import Any

from .endpoints import KEY, Endpoint
from .kinds import hints_of, is_needed, schema_of
from .problems import MEDIA_TYPE
from .rooms import every_endpoint

__all__ = ["schema"]

PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["pointer", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
}


def schema() -> dict[str, Any]:
    """In the language in force."""
    named: dict[str, Any] = {"Problem": PROBLEM}
    paths: dict[str, Any] = {}
    for one in every_endpoint():
        paths.setdefault(path_of(one), {})[one.method.lower()] = _operation(one, named)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Reciproca", "version": "1"},
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(named.items())),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def path_of(one: Endpoint) -> str:
    """“/api/v1/{community}/people/{public_id}/”"""
    where = one.path.replace("<uuid:public_id>", "{public_id}")
    return f"/api/v1/{'{community}/' if one.is_inside else ''}{where}"


def _operation(one: Endpoint, named: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": f"{one.room}.{one.run.__name__}",
        "tags": [one.room],
        "summary": str(one.says),
        "parameters": _parameters(one),
        "responses": _responses(one, named),
    }
    if one.scope:
        found["description"] = f"Scope: {one.scope.value}"
    if one.body:
        found["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema_of(one.body, named)}},
        }
    return found


def _parameters(one: Endpoint) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if one.is_inside:
        found.append(_parameter("community", "path", {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{1,48}$"}))
    if "<uuid:public_id>" in one.path:
        found.append(_parameter("public_id", "path", {"type": "string", "format": "uuid"}))
    if one.query:
        hints = hints_of(one.query)
        for field in fields(one.query):
            described = schema_of(hints[field.name], {})
            described = next((kind for kind in described.get("anyOf", []) if kind != {"type": "null"}), described)
            found.append(_parameter(field.name, "query", described, required=is_needed(field)))
    if not one.is_safe:
        found.append(_parameter("Idempotency-Key", "header", {"type": "string", "pattern": KEY}))
    if one.guarded:
        found.append(_parameter("If-Match", "header", {"type": "string", "pattern": '^"[0-9]{1,9}"$'}))
    return found


def _parameter(name: str, where: str, described: dict[str, Any], *, required: bool = True) -> dict[str, Any]:
    return {"name": name, "in": where, "required": required, "schema": described}


def _responses(one: Endpoint, named: dict[str, Any]) -> dict[str, Any]:
    answered: dict[str, Any] = {
        "description": str(one.says),
        "content": {"application/json": {"schema": _answer(one, named)}},
    }
    if one.is_paged:
        answered["headers"] = {"Link": {"schema": {"type": "string"}}}
    statuses = ["401", "404", "405", "422", "429", "503"]
    statuses += ["403"] if one.scope else []
    statuses += ["400"] if one.is_paged or not one.is_safe else []
    statuses += [] if one.is_safe else ["409", "413", "415"]
    statuses += ["412", "428"] if one.guarded else []
    found = {str(one.status): answered, **{status: _problem(status) for status in sorted(statuses)}}
    if not one.is_safe and not one.leads_to:
        found["204"] = {"description": "This was done before, with the same key, and is read nowhere here."}
    elif not one.is_safe:
        found["303"] = {
            "description": "This was done before, with the same key: read what came of it there.",
            "headers": {"Location": {"schema": {"type": "string"}}},
        }
    return found


def _answer(one: Endpoint, named: dict[str, Any]) -> dict[str, Any]:
    if not one.is_paged:
        return schema_of(one.answers, named)
    name = f"PageOf{one.row.__name__}"
    named[name] = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": schema_of(one.row, named), "maxItems": 100},
            "next": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
        "required": ["items", "next"],
        "additionalProperties": False,
    }
    return {"$ref": f"#/components/schemas/{name}"}


def _problem(status: str) -> dict[str, Any]:
    described = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": f"Problem {status}", "content": {MEDIA_TYPE: described}}
