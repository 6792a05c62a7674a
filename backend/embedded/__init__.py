"""PostgreSQL and Valkey from their wheels, and the supervisor behind `manage.py up`.

Standard library only, and nothing else of the project: manage.py imports this before anything is installed.
"""
