"""Refusals of a use case, shown beside the fields that they are about."""

from collections.abc import Mapping

from django.forms import Form

from backend.api.problems import IdTaken, InvalidRequest, Problem

SENT_BEFORE = "This form was sent before, with other content. Open it afresh and fill it in once more."


def add_problem(form: Form, problem: Problem, fields: Mapping[str, str]) -> None:
    """Put each error beside its field. `fields` leads from a JSON pointer to a field, longest match first."""
    match problem:
        case InvalidRequest():
            for error in problem.extensions["errors"]:
                form.add_error(_field_of(error["pointer"], form, fields), error["detail"])
        case IdTaken():
            form.add_error(None, SENT_BEFORE)
        case _:
            form.add_error(fields.get(problem.code), problem.detail or problem.title)


def _field_of(pointer: str, form: Form, fields: Mapping[str, str]) -> str | None:
    """Return the field for a pointer or for what it lies in; None: it concerns the form as a whole."""
    while pointer:
        name = fields.get(pointer) or pointer.rpartition("/")[2]
        if name in form.fields:
            return name
        pointer = pointer.rpartition("/")[0]
    return None
