"""The lexicons: what the machine looks for, and the newsroom's own changes of it, each shown before it is saved."""

from dataclasses import replace
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from annotator.desks.admin import AppendOnlyAdmin
from annotator.desks.models import User
from annotator.detection.overlay import TYPES, Action, ListedTerm, listed_terms
from annotator.errors import DomainError
from annotator.review.masking import masked_articles
from annotator.suggestions.models import LexiconEntry, hidden_articles
from annotator.suggestions.newsroom import (
    change_lexicons,
    may_change_lexicons,
    newsroom_lists,
    propose_changes,
    standing_entries,
)
from annotator.suggestions.preview import Preview, preview_changes
from annotator.web.guide import CodebookGuide, read_guide
from annotator.web.lexicon_forms import AddForm, ChangeForm, LexiconForm, TermForm, kinds_by_lexicon
from annotator.web.lexicon_view import MOST_SHOWN, STATE_CHOICES, Asked, difference_views, term_row, term_rows, term_url
from annotator.web.pages import person_of, render_page

PER_PAGE: Final = 100
LIST: Final = "admin:suggestions_lexiconentry_changelist"


@admin.register(LexiconEntry)
class LexiconAdmin(AppendOnlyAdmin):
    """All words of the lexicons that a newsroom may change; everybody reads them, editors change them."""

    desk_path = ""

    def get_urls(self) -> list[URLPattern]:
        """Add the page of a word: shipped words have no row of their own."""
        term = path("term/", self.admin_site.admin_view(self.term_view), name="suggestions_lexiconentry_term")
        return [term, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let editors and administrators add words."""
        return may_change_lexicons(request.user)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Lead from a row of the history to its word."""
        if request.method != "GET" or not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404("There is no such change of a lexicon.")
        return redirect(term_url(row.lexicon, row.term))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """List the words, shipped and own."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        guide = read_guide()
        asked = _asked(request, guide)
        rows = term_rows(newsroom_lists().changes, standing_entries().select_related("person"), asked, guide)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
        kept = request.GET.copy()
        kept.pop("p", None)
        context = {
            "page": page,
            "asked": asked,
            "kinds": _kind_choices(guide),
            "states": STATE_CHOICES,
            "query": kept.urlencode(),
            "may_change": may_change_lexicons(request.user),
        }
        return render_page(request, "admin/suggestions/lexicons.html", "Lexicons", context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Add words: a form, then what they would change, then the stored words."""
        guide = _guide_for_editors(request)
        initial = {"action": Action.ADD.value, "terms": request.GET.get("term", "")}
        form = AddForm(request.POST or None, guide=guide, initial=initial)
        page = {"form": form, "guide": guide}
        return _answer(request, form, "admin/suggestions/lexicon_add.html", "Add words", page)

    def term_view(self, request: HttpRequest) -> HttpResponse:
        """Show one word with its history, and change it."""
        lists, guide = newsroom_lists(), read_guide()
        known = _find_term(request, lists.changes)
        history = LexiconEntry.objects.filter(lexicon=known.lexicon, term=known.term).select_related("person")
        may_change = may_change_lexicons(request.user)
        forms = _forms(request, known, guide) if may_change else {}
        page = {"row": term_row(known, guide), "history": history, "forms": forms, "guide": guide}
        if request.method == "POST":
            guide = _guide_for_editors(request)
            form = forms.get(request.POST.get("action", ""))
            if form is not None:
                return _answer(request, form, "admin/suggestions/lexicon_term.html", f"“{known.term}”", page)
            messages.warning(request, f"“{known.term}” stands otherwise by now. Look at it again.")
            return redirect(term_url(known.lexicon, known.term))
        return render_page(request, "admin/suggestions/lexicon_term.html", f"“{known.term}”", page)


def _guide_for_editors(request: HttpRequest) -> CodebookGuide:
    if not may_change_lexicons(request.user):
        raise PermissionDenied
    return read_guide()


def _kind_choices(guide: CodebookGuide) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the lexicons with their kinds, so that a whole lexicon can be chosen too."""
    kinds = kinds_by_lexicon(guide)
    return [(key, name, choices) for key, (name, choices) in zip(TYPES, kinds, strict=True)]


def _asked(request: HttpRequest, guide: CodebookGuide) -> Asked:
    kinds = {key for name, _, choices in _kind_choices(guide) for key in (name, *(choice for choice, _ in choices))}
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return Asked(
        words=request.GET.get("q", "").strip()[:100],
        kind=kind if kind in kinds else "",
        state=state if state in dict(STATE_CHOICES) else "",
    )


def _find_term(request: HttpRequest, changes: Any) -> ListedTerm:
    name = request.GET.get("lexicon", "")
    known = listed_terms(name, changes).get(request.GET.get("term", "")) if name in TYPES else None
    if known is None:
        raise Http404("No lexicon lists this word.")
    return known


def _forms(request: HttpRequest, known: ListedTerm, guide: CodebookGuide) -> dict[str, LexiconForm]:
    """Return the forms of what may be done with a word as it stands; the one that was sent holds what was typed."""
    actions = [Action.BRING_BACK] if known.is_retired else [Action.CHANGE, Action.RETIRE]
    forms: dict[str, LexiconForm] = {}
    for action in actions:
        given = request.POST if request.POST.get("action") == action else None
        named: dict[str, Any] = {"known": known, "initial": {"action": action.value}, "auto_id": f"{action}_%s"}
        if action is Action.CHANGE:
            forms[action.value] = ChangeForm(given, guide=guide, **named)
        else:
            forms[action.value] = TermForm(given, **named)
    return forms


def _answer(request: HttpRequest, form: LexiconForm, template: str, title: str, page: dict[str, Any]) -> HttpResponse:
    """Lead from the form to the preview, and from there back to the form or on to the stored change."""
    step = request.POST.get("step", "")
    if step in {"preview", "save"} and form.is_valid():
        try:
            return _save(request, form) if step == "save" else _preview(request, form, page["guide"])
        except DomainError as error:
            if error.code == "lexicons_moved_on":
                messages.warning(request, error.message)
                return _preview(request, form, page["guide"])
            form.add_error(None, error.message)
    return render_page(request, template, title, page)


def _preview(request: HttpRequest, form: LexiconForm, guide: CodebookGuide) -> HttpResponse:
    user, lists = person_of(request), newsroom_lists()
    changes = propose_changes(actor=user, lists=lists, wishes=form.wishes())
    preview = _shown_to(user, preview_changes(actor=user, lists=lists, changes=changes))
    context = {
        "form": form,
        "changes": changes,
        "action": form.cleaned_data["action"],
        "preview": preview,
        "counts": [(kind, preview.count(kind)) for kind in ("appears", "disappears", "changes")],
        "differences": list(difference_views(preview, guide)),
        "most_shown": MOST_SHOWN,
        "seen": lists.revision,
    }
    return render_page(request, "admin/suggestions/lexicon_preview.html", "What would change", context)


def _shown_to(user: User, preview: Preview) -> Preview:
    """Return a preview without what it would tell of articles that the person tags masked or without suggestions."""
    hidden = set(hidden_articles(user).values_list("article", flat=True))
    hidden |= set(masked_articles(user).values_list("review__article", flat=True))
    return replace(preview, differences=tuple(d for d in preview.differences if d.text.article_id not in hidden))


def _save(request: HttpRequest, form: LexiconForm) -> HttpResponse:
    seen = request.POST.get("seen", "")
    rows = change_lexicons(
        actor=person_of(request), wishes=form.wishes(), seen=int(seen) if seen.isdecimal() and len(seen) < 10 else -1
    )
    words = ", ".join(f"“{row.term}”" for row in rows)
    messages.success(
        request, f"Saved: {words}. All texts are being searched again; their suggestions change within minutes."
    )
    return redirect(reverse(LIST))
