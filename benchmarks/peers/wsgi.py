"""What gunicorn serves of a contender."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
