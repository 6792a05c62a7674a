import gc
import os
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from backend.config.chunked import Dechunked

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")
application: "WSGIApplication" = get_wsgi_application()
# By name: it asks for models, which are there only now.
application = Dechunked(import_string("backend.config.gate.Watched")(application))
# What is loaded stays to the end: the collector need not walk through it again during requests.
gc.collect()
gc.freeze()
