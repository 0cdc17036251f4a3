"""/token/."""

from annotator.desks.models import ApiToken, User
from tests.api.client import CheckedClient, client_of

TOKEN = "/api/v1/token/"


def test_a_name_and_a_password_give_a_token_that_works_and_is_not_kept(ana: User) -> None:
    body = {"username": "ana", "password": "ana-password", "name": "import script"}
    response = CheckedClient().post(TOKEN, body)
    assert response.status_code == 201
    token = response.json()["token"]
    row = ApiToken.objects.get()
    assert token not in (row.digest, row.prefix)
    assert (row.name, row.user) == ("import script", ana)
    assert response.headers["Cache-Control"] == "no-store"
    assert CheckedClient().get("/api/v1/articles/", HTTP_AUTHORIZATION=f"Token {token}").status_code == 200


def test_a_wrong_password_an_unknown_name_and_an_inactive_person_look_the_same(ana: User, ben: User) -> None:
    User.objects.filter(pk=ben.pk).update(is_active=False)
    answers = [
        CheckedClient().post(TOKEN, {"username": name, "password": password})
        for name, password in (("ana", "wrong"), ("nobody", "wrong"), ("ben", "ben-password"))
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert len({answer.content for answer in answers}) == 1
    assert not ApiToken.objects.exists()


def test_ten_attempts_a_minute_are_enough(ana: User) -> None:
    for _ in range(10):
        assert CheckedClient().post(TOKEN, {"username": "ana", "password": "wrong"}).status_code == 401
    refused = CheckedClient().post(TOKEN, {"username": "ana", "password": "ana-password"})
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert int(refused.headers["Retry-After"]) > 0


def test_a_forged_address_does_not_reset_the_count(ana: User) -> None:
    body = {"username": "ana", "password": "wrong"}
    answers = [CheckedClient().post(TOKEN, body, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}") for n in range(11)]
    assert answers[-1].status_code == 429


def test_what_is_missing_is_named(db: None) -> None:
    response = CheckedClient().post(TOKEN, {"username": "ana"})
    assert response.status_code == 400
    assert response.json()["errors"] == [{"field": "password", "message": "This field is required."}]


def test_a_session_of_somebody_signed_in_does_not_matter_for_a_new_token(ana: User, edda: User) -> None:
    browser = CheckedClient(enforce_csrf_checks=True)
    browser.force_login(edda)
    assert browser.post(TOKEN, {"username": "ana", "password": "ana-password"}).status_code == 201
    assert ApiToken.objects.get().user == ana


def test_delete_revokes_the_token_in_use_and_no_other(ana: User) -> None:
    client, other = client_of(ana), client_of(ana)
    assert client.delete(TOKEN).status_code == 204
    assert client.get("/api/v1/articles/").status_code == 401
    assert other.get("/api/v1/articles/").status_code == 200


def test_delete_needs_a_token(ana: User) -> None:
    browser = CheckedClient()
    browser.force_login(ana)
    assert browser.delete(TOKEN).status_code == 401
