"""The page where articles come in: pasted or uploaded, with a report of what was stored and what was refused."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from annotator.articles.extraction import FORMATS, MAX_TEXT_BYTES, ExtractedArticle, extract
from annotator.articles.services import IngestReport, ingest_batch
from annotator.desks.models import Desk
from annotator.desks.roles import Permission
from annotator.errors import DomainError
from annotator.web.pages import for_members, person_of, render_page

MOST_FILES = 100
MOST_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class AddForm(forms.Form):
    """A pasted text with what is known about it, beside the files."""

    desk = forms.ModelChoiceField(queryset=Desk.objects.none(), empty_label=None)
    text = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 14}),
        help_text="Headline, key points (“- …”), byline and links as [source](https://…) are recognised.",
    )
    title = forms.CharField(required=False, max_length=300, help_text="Empty: the headline or first words.")
    byline = forms.CharField(required=False, max_length=200)
    outlet = forms.CharField(required=False, max_length=160)
    published = forms.DateField(
        required=False,
        label="Date of publication",
        widget=forms.DateInput({"type": "date"}),
        help_text="As 2026-11-22.",
    )
    url = forms.URLField(required=False, max_length=1000, label="Address of the original page", assume_scheme="https")
    licence = forms.CharField(required=False, max_length=80)

    def pasted(self) -> list[ExtractedArticle]:
        """Return the pasted article, none where nothing was pasted."""
        given = self.cleaned_data
        if not given["text"].strip():
            return []
        names = ("title", "byline", "outlet", "url", "published", "licence")
        text = given["text"].replace("\r\n", "\n")
        return [ExtractedArticle(text=text, place="pasted text", **{name: given[name] for name in names})]


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def add_articles(request: HttpRequest) -> HttpResponse:
    """Show the page and take articles."""
    user = person_of(request)
    desks = Desk.objects.of(user, Permission.ADD_ARTICLES)
    if not desks:
        raise PermissionDenied
    form = AddForm(request.POST or None, initial={"desk": desks.first()})
    _offer(form, desks)
    report: IngestReport | None = None
    files = request.FILES.getlist("files")
    if request.method == "POST" and form.is_valid():
        items = [*form.pasted(), *read_files(files)]
        if items:
            report = ingest_batch(actor=user, desk=form.cleaned_data["desk"], items=items)
            form = AddForm(initial={"desk": form.cleaned_data["desk"]}) if not report.refused or files else form
            _offer(form, desks)
        else:
            form.add_error("text", "Paste a text or choose files.")
    context = {
        "form": form,
        "report": report,
        "many_desks": len(desks) > 1,
        "formats": ", ".join(FORMATS),
        "accept": ",".join(FORMATS),
        "most_bytes": MAX_TEXT_BYTES,
        "most_upload": MOST_BYTES,
        "most_files": MOST_FILES,
    }
    return render_page(request, "articles/add.html", "Add articles", context)


def _offer(form: AddForm, desks: Any) -> None:
    form.fields["desk"].queryset = desks  # type: ignore[attr-defined] # a ModelChoiceField


def read_files(files: Sequence[Any]) -> Iterator[ExtractedArticle | DomainError]:
    """Yield what the files hold; each refusal names its file."""
    if sum(file.size or 0 for file in files) > MOST_BYTES:
        message = f"These files have more than {MOST_BYTES:,} bytes together; nothing was stored. Upload fewer at once."
        yield DomainError("upload_too_large", message, field="files", place="upload")
        return
    for file in files:
        name = file.name or "file"
        for item in extract(name, file.read()):
            if isinstance(item, DomainError) and name not in item.place:
                item.place = f"{name}, {item.place}" if item.place else name
            yield item
