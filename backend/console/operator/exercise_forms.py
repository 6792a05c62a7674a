"""What an operator does with words of exercises: brings a file, says who read them, publishes them."""

from django import forms

from backend.console.form_fields import JsonFileField
from backend.console.site.seen import SeenForm
from backend.coping.models import ExerciseText

LONGEST_NAME = ExerciseText._meta.get_field("read_by").max_length


class UploadForm(forms.Form):
    file = JsonFileField(label="The words, a JSON file", help_text="At most 250 KiB.")


class ReadForm(SeenForm):
    """`etag` is of the words that stood on the page."""

    read_by = forms.CharField(
        label="Who read it",
        max_length=LONGEST_NAME,
        help_text="Name and calling, as in Dr Ada Ruiz, psychologist. Operators alone see it.",
    )


class PublishForm(SeenForm):
    """`etag` as in ReadForm."""
