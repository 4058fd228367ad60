"""Accounts."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission, User


def superuser(username: str = "admin") -> User:
    """Someone who may do everything."""
    return User.objects.create_superuser(username, password="测试口令-1")


def editor(username: str = "editor") -> User:
    """Someone of the group 编辑, who may sign in to the admin."""
    user = User.objects.create_user(username, password="测试口令-1", is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    return user


def viewer(username: str = "viewer") -> User:
    """Someone who may look at everything in the admin and change nothing."""
    user = User.objects.create_user(username, password="测试口令-1", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return user


def member(role: str) -> User:
    """Someone of one role: 分析员, 编辑, 复核员, 管理员."""
    user = User.objects.create_user(f"role-{role}", password="测试口令-1", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user
