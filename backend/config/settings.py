"""Settings of the service. Each variable is read once, here, and described in docs/configuration.md."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from backend.config import env, logs

BASE_DIR = Path(__file__).resolve().parents[2]
STATE_DIR = Path(env.text("HANDRAIL_STATE", str(BASE_DIR / ".handrail")))
# Answers compressed once for each version (backend/api/versions.py); whatever is missing is made anew.
ANSWERS_DIR = STATE_DIR / "answers"
# What is known of help lines, for web processes that start while the database is gone (backend/crisis/verifying).
CRISIS_DIR = STATE_DIR / "crisis"
# What is shown of the exercises, for web processes whose database goes (backend/coping/exercises/published.py).
COPING_DIR = STATE_DIR / "coping"

# Both servers are child processes of `manage.py up`; set by it, never by an operator.
EMBEDDED = env.boolean("HANDRAIL_EMBEDDED", default=False)
FIREBASE_CREDENTIALS = env.optional("FIREBASE_CREDENTIALS")
PUSH_INBOX_CREDENTIALS = env.optional("PUSH_INBOX_CREDENTIALS")
FCM_BASE_URL = env.text("FCM_BASE_URL", "https://fcm.googleapis.com").rstrip("/")
FCM_MESSAGES_PER_SECOND = env.integer("FCM_MESSAGES_PER_SECOND", 7_000, low=1, high=1_000_000)

_mail = env.mail_server("EMAIL_URL")
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.uses_starttls, _mail.uses_tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Handrail <handrail@localhost>")
# Hosts of the operator's own network that a webhook may lead to.
WEBHOOK_PRIVATE_HOSTS = env.words("WEBHOOK_PRIVATE_HOSTS")

# A file with the long statement of 42 CFR 2.32 in the place of the short form.
REDISCLOSURE_STATEMENT = env.optional("REDISCLOSURE_STATEMENT")

DEMO_ALLOWED = EMBEDDED and FIREBASE_CREDENTIALS is None
DEMO = env.boolean("HANDRAIL_DEMO", default=DEMO_ALLOWED)
if DEMO and not DEMO_ALLOWED:
    raise ImproperlyConfigured(
        "HANDRAIL_DEMO=1 works only with the embedded servers and without FIREBASE_CREDENTIALS: "
        "demo links sign people in without a password."
    )

SECRET_KEY = env.text("HANDRAIL_SECRET_KEY")
MASTER_KEYS = env.secret_bytes("HANDRAIL_MASTER_KEY", length=32)
# Seeds of Ed25519: the first signs the offline bundle, the public halves of all are served.
BUNDLE_KEYS = env.secret_bytes("HANDRAIL_BUNDLE_KEY", length=32)
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
# /metrics without a token answers this machine only.
METRICS_TOKEN = env.access_token("METRICS_TOKEN")
DEADMAN_URL = env.ping_url("DEADMAN_URL")
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
TRUST_PROXY = env.boolean("TRUST_PROXY", default=False)

# What a root server tells the clients of its area (meetings/bmlt).
BMLT_DISTANCE_UNITS = env.choice("BMLT_DISTANCE_UNITS", "mi", ("mi", "km"))
BMLT_MAP_CENTER = env.point("BMLT_MAP_CENTER", (34.235918, -118.563659))
BMLT_MAP_ZOOM = env.integer("BMLT_MAP_ZOOM", 6, low=0, high=22)
BMLT_REGION_BIAS = env.text("BMLT_REGION_BIAS", "us")
BMLT_DEFAULT_CLOSED = env.boolean("BMLT_DEFAULT_CLOSED", default=True)
BMLT_SHOWS_ALL_DATED = env.boolean("BMLT_SHOWS_ALL_DATED", default=False)
if not EMBEDDED and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("HANDRAIL_SECRET_KEY is too short: use 50 characters or more.")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "backend.api",
    "backend.accounts",
    "backend.accounts.keys",
    "backend.crisis",
    "notifications",
    "backend.care_team",
    "meetings",
    "backend.coping",
    "backend.aftercare",
    "backend.rights",
    "backend.console",
    "backend.demo",
    "backend.config",
]

# The outermost layer brings help lines to check-in, craving and crisis routes whatever fails below it. Sessions
# and messages exist for the pages of staff and organizers only: phones carry a token and no cookie.
MIDDLEWARE = [
    "backend.crisis.middleware.HelpMiddleware",
    "backend.api.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backend.config.middleware.PolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "backend.config.gate.GateMiddleware",
    "backend.api.middleware.BodyLimitMiddleware",
    "backend.accounts.keys.store.KeyScopeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "backend.config.middleware.PagesBegin",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "backend.console.middleware.ConsoleSessionMiddleware",
    "backend.console.middleware.SecondFactorMiddleware",
    "backend.config.middleware.PagesEnd",
]
PAGES_PREFIXES = ("/console/", "/admin/")

ROOT_URLCONF = "backend.config.urls"
WSGI_APPLICATION = "backend.config.wsgi.application"
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Celery's forked children may not share a pool; they keep one connection each.
CELERY_WORKER = env.boolean("HANDRAIL_CELERY_WORKER", default=False)
DATABASES = {
    "default": env.database("DATABASE_URL", pool=not CELERY_WORKER),
    "keys": env.database("KEYS_DATABASE_URL", pool=not CELERY_WORKER),
}
# Whoever has something else to fall back on waits no longer for a connection, nor for an answer (api/quick_connection).
QUICK_ANSWER_SECONDS = 0.3
# After that for a statement to be called off: a server that works does it within milliseconds (api/postgresql).
CALLING_OFF_SECONDS = 0.2
DATABASE_ROUTERS = ["backend.accounts.keys.router.KeyStoreRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BROKER_URL = env.text("BROKER_URL")
CACHES = {
    "default": {
        "BACKEND": "backend.config.cache.OpenRedisCache",
        "LOCATION": BROKER_URL.replace("redis+socket://", "unix://"),
        # Throttles let pass when the cache is gone; they must not wait for it either.
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}

# Each web process keeps where meetings are (meetings/search/grid/): about 40 bytes a meeting.
SEARCH_GRID = env.boolean("SEARCH_GRID", default=True)

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
KNOX_TOKEN_MODEL = "accounts.Session"  # noqa: S105 - the name of a model
# knox's own table would stand empty beside ours.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {
    "TOKEN_PREFIX": "hr_",
    # A phone's token ends by sign-out or after 400 idle days, never by the clock; staff tokens get 12 hours each.
    "TOKEN_TTL": None,
    "AUTH_HEADER_PREFIX": "Bearer",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "backend.console.sign_in.forms.SignInForm",
    "change_password": "backend.console.sign_in.forms.NewPasswordForm",
}
ACCOUNT_ADAPTER = "backend.console.sign_in.adapters.StaffOnlyAdapter"
ACCOUNT_SESSION_REMEMBER = False
# By login alone, from wherever: NIST SP 800-63B (revision 3), section 5.2.2, allows 100 wrong tries at most. Axes comes
# first for each address; a limit as tight as that would let strangers lock staff out.
ACCOUNT_RATE_LIMITS = {"login_failed": "100/h/key"}
# As NUM_PROXIES below.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TRUST_PROXY else 0
MFA_ADAPTER = "backend.console.sign_in.adapters.SealedSecretsAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Handrail"
MFA_FORMS = {
    "authenticate": "backend.console.sign_in.forms.CodeForm",
    "reauthenticate": "backend.console.sign_in.forms.CodeAgainForm",
    "activate_totp": "backend.console.sign_in.forms.FirstCodeForm",
    "add_webauthn": "backend.console.sign_in.passkey_forms.NewPasskeyForm",
    "edit_webauthn": "backend.console.sign_in.passkey_forms.PasskeyNameForm",
    "authenticate_webauthn": "backend.console.sign_in.passkey_forms.PasskeyForm",
    "reauthenticate_webauthn": "backend.console.sign_in.passkey_forms.PasskeyAgainForm",
}
LOGIN_URL = "/console/sign-in/login/"
LOGIN_REDIRECT_URL = "/console/"
LOGOUT_REDIRECT_URL = "/console/sign-in/login/"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "backend.console.sign_in.lock_out.name_of"
AXES_CLIENT_IP_CALLABLE = "backend.console.sign_in.lock_out.address_of"
AXES_LOCKOUT_CALLABLE = "backend.console.sign_in.lock_out.page_after_wrong_passwords"
# The page says how long to wait; trying in the meantime does not make it longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# Of a form it keeps that something was typed, not what.
AXES_SENSITIVE_PARAMETERS = ["login", "oldpassword", "password1", "password2", "csrfmiddlewaretoken"]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
# It would keep address and path of every sign-in, one-time codes among them.
AXES_DISABLE_ACCESS_LOG = True

# Longer than anybody stays signed in (console/sign_in/limits.py), so that the page can say why they are no more.
SESSION_COOKIE_AGE = 13 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {"camera": [], "geolocation": [], "microphone": []}

LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
# Files are found beside the code and served compressed without a collecting step.
WHITENOISE_USE_FINDERS = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["backend.accounts.authentication.SessionTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["backend.api.permissions.Nobody"],
    "DEFAULT_THROTTLE_CLASSES": ["backend.api.throttles.AccountThrottle"],
    "DEFAULT_PARSER_CLASSES": ["backend.api.parsers.BoundedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "backend.api.openapi.Schema",
    # Whose address limits count: what others write into X-Forwarded-For would buy a new budget each time.
    "NUM_PROXIES": 1 if TRUST_PROXY else 0,
    "EXCEPTION_HANDLER": "backend.crisis.problems.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Handrail",
    "DESCRIPTION": "Companion for people in recovery. Not a crisis service, no medical advice.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Fields of one name with different choices: without these, a hash would name them.
    "ENUM_NAME_OVERRIDES": {
        "NotificationStateEnum": "notifications.notices.inbox.STATES",
        "NotificationKindEnum": "notifications.kinds.Kind",
        "LifeEventKindEnum": "backend.aftercare.models.LifeEvent.Kind",
        "LevelEnum": "backend.aftercare.serializers.LEVELS",
        "SubstancesEnum": "backend.instruments.substances.SUBSTANCES",
        "CareLevelEnum": "backend.aftercare.care_plans.contents.CARE_LEVELS",
        "DataClassEnum": "backend.accounts.models.DataClass",
        "TellableClassEnum": "backend.aftercare.summaries.serializers.TELLABLE",
        "MeetingStateEnum": "meetings.models.State",
        "MeetingChangeKindEnum": "meetings.history.recording.Kind",
        "ExceptionKindEnum": ["cancelled", "moved", "rescheduled", "online", "extra"],
        "StatusEnum": ["will_be_read", "out_of_hours", "nobody"],
        "OccurrenceStatusEnum": ["confirmed", "cancelled"],
        "AlertStateEnum": [("open", "Open"), ("acknowledged", "Acknowledged"), ("closed", "Closed")],
        "ConsentStateEnum": ["active", "ended", "revoked"],
        "InvitationStateEnum": "backend.accounts.models.Invitation.State",
        "ConsentPurposeEnum": "backend.accounts.models.ConsentForm.Purpose",
        "FollowUpStateEnum": ["waiting", "seen", "in_contact", "unanswered", "closed"],
        "HelpRequestStateEnum": "backend.aftercare.models.HelpRequest.State",
        "AskedStateEnum": "backend.aftercare.help_requests.serializers.ASKED_STATES",
        "AppointmentKindEnum": "backend.aftercare.models.Appointment.Kind",
        "AppointmentOutcomeEnum": "backend.aftercare.models.Appointment.Outcome",
        "ContactOutcomeEnum": "backend.aftercare.models.Contact.Outcome",
        "MissEnum": "backend.aftercare.models.CheckIn.Miss",
        "CheckInStateEnum": [
            ("open", "Open"),
            ("answered", "Answered"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
            ("declined", "Declined"),
        ],
    },
    "GET_LIB_DOC_EXCLUDES": "backend.api.openapi.bases_not_described",
    "PREPROCESSING_HOOKS": ["backend.api.openapi.only_versioned_paths"],
}

LOGGING_CONFIG = None
logs.configure()
