"""Plans, schedules of check-ins, check-ins and what was answered, contacts, appointments, summaries and looks."""

from backend.aftercare.models.appointments import Appointment, AppointmentQuerySet, AppointmentReminder
from backend.aftercare.models.check_ins import CheckIn, CheckInQuerySet, Response, SafetyStep
from backend.aftercare.models.contacts import Contact
from backend.aftercare.models.help_requests import HelpRequest, HelpRequestQuerySet, HelpRequestTold
from backend.aftercare.models.life_events import LifeEvent
from backend.aftercare.models.plans import CarePlan, CarePlanVersion, PlanCorrection
from backend.aftercare.models.questionnaires import InstrumentSwitch, SiteQuestionnaire, SiteQuestionnaireQuerySet
from backend.aftercare.models.schedules import CheckInSchedule, CheckInScheduleQuerySet
from backend.aftercare.models.summaries import QueuedSummary
from backend.aftercare.models.worklist import WorklistLook

__all__ = [
    "Appointment",
    "AppointmentQuerySet",
    "AppointmentReminder",
    "CarePlan",
    "CarePlanVersion",
    "CheckIn",
    "CheckInQuerySet",
    "CheckInSchedule",
    "CheckInScheduleQuerySet",
    "Contact",
    "HelpRequest",
    "HelpRequestQuerySet",
    "HelpRequestTold",
    "InstrumentSwitch",
    "LifeEvent",
    "PlanCorrection",
    "QueuedSummary",
    "Response",
    "SafetyStep",
    "SiteQuestionnaire",
    "SiteQuestionnaireQuerySet",
    "WorklistLook",
]
