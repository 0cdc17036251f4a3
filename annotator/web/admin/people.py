"""People, with what only administrators do to them: erase who somebody was."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from annotator.desks.admin import PersonAdmin, is_administrator
from annotator.desks.models import User
from annotator.errors import DomainError
from annotator.history.erasing import erase_person, foresee
from annotator.web.pages import person_of, tell

admin.site.unregister(User)


@admin.register(User)
class ErasablePersonAdmin(PersonAdmin):
    """The list of people, from which an administrator erases one after a page that says what happens."""

    actions = ["erase"]

    def has_erase_permission(self, request: HttpRequest) -> bool:
        """Leave it to administrators."""
        return is_administrator(request)

    @admin.action(description="Erase the selected person…", permissions=["erase"])
    def erase(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> HttpResponse | None:
        """Say what happens, ask for the user name once more, then erase."""
        people = list(queryset[:2])
        if len(people) != 1:
            self.message_user(request, "Select one person: they are erased one by one.", messages.WARNING)
            return None
        [person] = people
        try:
            typed = request.POST.get("typed")
            if typed == person.username:
                erase_person(person=person, actor=person_of(request))
                name = User.objects.get(pk=person.pk).username
                self.message_user(request, f"The person was erased. The account is called {name} from now on.")
                return None
            what = foresee(person)
        except DomainError as error:
            tell(request, error)
            return None
        refusal = "" if typed is None else f"That is not their user name. Type {person.username} to erase them."
        context = {**self.admin_site.each_context(request), "title": f"Erase {person}", "what": what, "error": refusal}
        return TemplateResponse(request, "admin/desks/user/erase.html", context)
