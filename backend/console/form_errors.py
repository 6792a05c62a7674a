"""Refusals of a use case, shown beside the fields that they are about."""

from collections.abc import Mapping

from django.forms import Form
from rest_framework.exceptions import ValidationError

from backend.api.problems import IdTaken, PreconditionFailed, Problem, ServerError, as_problem

# What the problem's own title would not explain to somebody who looks at a form.
WORDS = {
    IdTaken.code: "This form was sent before, with other content. Open it afresh and fill it in once more.",
    PreconditionFailed.code: "Somebody has changed this since you opened it. Open it afresh and look at what is new.",
}
REFUSALS = (Problem, ValidationError)


def add_refusal(form: Form, error: Exception, fields: Mapping[str, str]) -> None:
    """Put each error of one of REFUSALS beside its field.

    `fields` leads from a JSON pointer or a problem's code to a field, longest match first.
    """
    problem = as_problem(error) or ServerError()
    for each in problem.extensions.get("errors", ()):
        form.add_error(_field_of(each["pointer"], form, fields), each["detail"])
    if not form.errors:
        words = WORDS.get(problem.code) or problem.detail or problem.title
        form.add_error(fields.get(problem.code), words)


def _field_of(pointer: str, form: Form, fields: Mapping[str, str]) -> str | None:
    """Return the field for a pointer or for what it lies in; None: it concerns the form as a whole."""
    while pointer:
        name = fields.get(pointer) or pointer.rpartition("/")[2]
        if name in form.fields:
            return name
        pointer = pointer.rpartition("/")[0]
    return None
