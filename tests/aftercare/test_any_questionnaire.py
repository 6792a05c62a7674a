"""Whatever a site sends as a questionnaire is refused with its faults, or kept and can be asked, read and shown."""

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.aftercare.check_ins import Wish, open_now
from backend.aftercare.instruments import instrument_document
from backend.aftercare.models import SiteQuestionnaire
from backend.aftercare.questionnaires import keeping
from backend.aftercare.questionnaires.lookup import instrument_of
from backend.api.problems import InvalidRequest
from tests.aftercare.factories import MONDAY_TEN
from tests.aftercare.questionnaires import MORNING
from tests.rules.instruments.test_any_document import anything, changed_at, places_in

pytestmark = pytest.mark.django_db
FEW = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def refused_or_usable(document, person, site):
    before = SiteQuestionnaire.objects.count()
    try:
        kept = keeping.keep(site, document, by=None, now=MONDAY_TEN).questionnaire
    except InvalidRequest as problem:
        pointers = [error["pointer"] for error in problem.extensions["errors"]]
        return bool(pointers) and SiteQuestionnaire.objects.count() == before
    check_in = open_now(person, Wish(kept.code), now=MONDAY_TEN).check_in
    shown = instrument_document(person, kept.code, None, now=MONDAY_TEN)
    return instrument_of(check_in).title == shown["title"]


@FEW
@given(document=anything)
def test_any_json_is_refused_with_its_faults(dana, clinic, document):
    assert refused_or_usable(document, dana, clinic)


@FEW
@given(data=st.data())
def test_a_questionnaire_with_anything_in_any_place_is_refused_or_usable(dana, clinic, data):
    path = data.draw(st.sampled_from(list(places_in(MORNING))))
    new = data.draw(anything)

    assert refused_or_usable(changed_at(copy.deepcopy(MORNING), path, lambda _old: new), dana, clinic)
