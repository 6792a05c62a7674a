import pytest

from backend.accounts import staffing
from backend.accounts.models import Site, Staff


@pytest.fixture
def ada(clinic: Site) -> Staff:
    """Runs Sam's clinic and sees nobody's health data."""
    return staffing.add_staff(clinic, Staff.Role.SITE_ADMIN, "ada", None)


@pytest.fixture
def tess(clinic: Site) -> Staff:
    """Another counsellor at Sam's clinic."""
    return staffing.add_staff(clinic, Staff.Role.COUNSELLOR, "tess", None)


@pytest.fixture
def nick(clinic: Site) -> Staff:
    """On call at Sam's clinic."""
    return staffing.add_staff(clinic, Staff.Role.ON_CALL, "nick", None)
