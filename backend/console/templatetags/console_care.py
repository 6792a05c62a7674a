"""Contacts and appointments in a line."""

from django import template

from backend.aftercare.models import Appointment, Contact
from backend.console.person.contacts.appointment_form import KIND_WORDS
from backend.console.person.contacts.contact_form import HOW_WORDS, OUTCOME_WORDS

register = template.Library()


@register.filter
def how_words(contact: Contact) -> str:
    return HOW_WORDS[Contact.How(contact.how)].lower()


@register.filter
def outcome_words(contact: Contact) -> str:
    return OUTCOME_WORDS[Contact.Outcome(contact.outcome)]


@register.filter
def kind_words(appointment: Appointment) -> str:
    return KIND_WORDS[Appointment.Kind(appointment.kind)]
