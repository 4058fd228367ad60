"""Saved searches of whoever is signed in, under /saved/: every page works without JavaScript, every write is a POST."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.actions import saved as actions
from projects.collections import COLLECTIONS, canonical, conditions, mistakes
from projects.digests import read_stop
from projects.models import SavedSearch
from projects.news import Moment, news
from projects.telling import tell

PER_PAGE = 30
_FORM = ["GET", "HEAD", "POST"]


def _mine(request: HttpRequest, pk: int) -> SavedSearch:
    """A search of the person who asks; other people's are not there."""
    return get_object_or_404(SavedSearch, pk=pk, user=cast(User, request.user))


@never_cache
@login_required
@require_safe
def saved_list(request: HttpRequest) -> HttpResponse:
    """Every search that one has saved, with what can be done about it."""
    mine = SavedSearch.objects.filter(user=cast(User, request.user))
    shown = [_shown(saved) for saved in mine]
    return render(request, "follow/list.html", {"shown": shown, "frequencies": SavedSearch.Frequency.choices})


def _shown(saved: SavedSearch) -> dict[str, Any]:
    scope = COLLECTIONS[saved.scope]
    search = scope.search(saved.query)
    return {
        "saved": saved,
        "conditions": conditions(search),
        "url": scope.url(saved.query),
        "mistakes": mistakes(search),
    }


@never_cache
@login_required
@require_http_methods(_FORM)
def new(request: HttpRequest, scope: str) -> HttpResponse:
    """Save the search whose parameters the address has."""
    if scope not in SavedSearch.Scope.values:
        raise Http404
    chosen = COLLECTIONS[scope]
    search = chosen.search(request.GET.urlencode())
    query, words = canonical(search), conditions(search)
    problems: list[str] = []
    if request.method == "POST":
        try:
            saved = actions.save_search(
                user=cast(User, request.user),
                name=request.POST.get("name", ""),
                scope=scope,
                query=query,
                frequency=request.POST.get("frequency", ""),
            )
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, f"已保存“{saved.name}”。从现在起的新内容会发到您的邮箱。")
            return redirect("saved:list")
    context = {
        "scope": chosen,
        "search": search,
        "conditions": words,
        "url": chosen.url(query),
        "name": request.POST.get("name", words[:80]),
        "frequency": request.POST.get("frequency", SavedSearch.Frequency.DAILY),
        "frequencies": SavedSearch.Frequency.choices,
        "problems": [*problems, *mistakes(search)],
    }
    return render(request, "follow/new.html", context, status=400 if problems else 200)


@never_cache
@login_required
@require_safe
def saved_news(request: HttpRequest, pk: int) -> HttpResponse:
    """All that the last mail told, and what came since."""
    saved = _mine(request, pk)
    since = Moment.from_json(saved.before)
    rows = news(COLLECTIONS[saved.scope].search(saved.query).rows, since, Moment.now()).defer("vector", "folded_names")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"saved": saved, "since": since.at, "page": page, "records": tell(list(page), since.at)}
    return render(request, "follow/news.html", context | _shown(saved))


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, or another rhythm."""
    saved = _mine(request, pk)
    try:
        actions.change_search(
            saved, name=request.POST.get("name", ""), frequency=request.POST.get("frequency", saved.frequency)
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"已修改“{saved.name}”。")
    return redirect("saved:list")


@login_required
@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """No more mail of it."""
    saved = _mine(request, pk)
    actions.pause_search(saved)
    messages.success(request, f"已暂停“{saved.name}”。")
    return redirect("saved:list")


@login_required
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail again."""
    saved = _mine(request, pk)
    actions.resume_search(saved)
    messages.success(request, f"已恢复“{saved.name}”，从现在起的新内容会发到您的邮箱。")
    return redirect("saved:list")


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget it."""
    saved = _mine(request, pk)
    actions.forget_search(saved)
    messages.success(request, f"已删除“{saved.name}”。")
    return redirect("saved:list")


@csrf_exempt  # the token is the proof; a mail program that unsubscribes in one click has no cookie (RFC 8058)
@never_cache
@require_http_methods(_FORM)
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End the mail to a person, or that of one search, without signing in; asks first, for programs follow links."""
    target = read_stop(token)
    if target is None:
        return render(request, "follow/stop.html", {"state": "invalid"}, status=404)
    what, key = target
    if request.method == "POST":
        _stop(what, key)
    return render(request, "follow/stop.html", {"state": "done" if request.method == "POST" else "ask", "what": what})


def _stop(what: str, key: int) -> None:
    """What is gone already sends no mail."""
    if what == "user" and (user := User.objects.filter(pk=key).first()):
        actions.pause_all(user)
    elif what == "search" and (saved := SavedSearch.objects.filter(pk=key).first()):
        actions.pause_search(saved)


app_name = "saved"
urlpatterns = [
    path("saved/", saved_list, name="list"),
    path("saved/new/<slug:scope>/", new, name="new"),
    path("saved/stop/<str:token>/", stop, name="stop"),
    path("saved/<int:pk>/", saved_news, name="news"),
    path("saved/<int:pk>/change/", change, name="change"),
    path("saved/<int:pk>/pause/", pause, name="pause"),
    path("saved/<int:pk>/resume/", resume, name="resume"),
    path("saved/<int:pk>/delete/", delete, name="delete"),
]
