"""The line on the lock screen is in the language of the phone."""

import pytest

from notifications.texts import KEYS, TEXTS, text_of


@pytest.mark.parametrize(
    ("locales", "text"),
    [
        (["en"], "You have a reminder."),
        (["es-MX"], "Tienes un recordatorio."),
        (["es_419"], "Tienes un recordatorio."),
        (["pt-PT"], "Tem um lembrete."),
        (["pt-BR"], "Você tem um lembrete."),
        (["zh-Hant-TW"], "您有一則提醒。"),
        (["zh-TW"], "您有一則提醒。"),
        (["zh-Hans-CN"], "您有一条提醒。"),
        (["nn-NO"], "Du har en påminnelse."),
        (["sw", "fr-CA"], "Vous avez un rappel."),
        (["sw", "yo"], "You have a reminder."),
        (["", ""], "You have a reminder."),
        ([], "You have a reminder."),
    ],
)
def test_the_nearest_language_is_taken(locales, text):
    assert text_of("reminder", *locales) == text


@pytest.mark.parametrize("language", TEXTS)
def test_every_language_has_every_line(language):
    texts = TEXTS[language]

    assert set(texts) == set(KEYS)
    assert all(text == text.strip() and 0 < len(text) < 100 for text in texts.values())
    assert texts["reminder"] != texts["reminders"]
    # A header takes one line.
    assert "\n" not in texts["mail_subject"]
