"""The ASGI application, for servers of that kind."""

import os

from django.core.asgi import get_asgi_application

from kbase.limits import limit_statements

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbase.settings")
application = get_asgi_application()
limit_statements()
