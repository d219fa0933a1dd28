"""What a newcomer's machine needs: a PostgreSQL of its own, and the demo."""
