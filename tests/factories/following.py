"""Saved searches."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from projects.actions.saved import save_search
from projects.models import SavedSearch


def analyst(username: str = "分析员甲", **columns: Any) -> User:
    """Someone who may sign in to the public site, with an address for mail."""
    return User.objects.create_user(username, **{"password": "测试口令-1", "email": "a@example.com", **columns})


def saved(user: User, query: str = "", **columns: Any) -> SavedSearch:
    """A search of projects that saw all there was when it was saved."""
    defaults = {"name": "关注的项目", "scope": "projects", "frequency": "daily"}
    return save_search(user=user, query=query, **{**defaults, **columns})
