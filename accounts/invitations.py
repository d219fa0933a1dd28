from accounts.links import INVITATION, link_to, make_token
from accounts.mail import send_after_commit
from accounts.models import User
from accounts.requests import Site


def send_invitation(user: User, *, site: Site) -> None:
    """Mail `user` a link to choose a password and sign in, after commit.

    May be called again: earlier links stay valid until one of them is used or they expire.
    """
    token = make_token(user, purpose=INVITATION, realm=site.realm)
    context = {
        "user": user,
        "site": site,
        "link": link_to("invitation", token, site),
        "days": INVITATION.max_age.days,
    }
    send_after_commit("invitation", context, to=user.email)
