import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")
application = get_wsgi_application()
# What is loaded stays to the end: the collector need not walk through it again during requests.
gc.collect()
gc.freeze()
