"""The people of the road, each with one password, and what stood before it began."""

from datetime import date

import sqlalchemy as sa

from kernel.accounts.models import Role as RoleRow
from kernel.accounts.models import User
from kernel.accounts.setup import hash_password
from kernel.db import db
from tendering.permissions import Role
from tests.journeys.drivers import Who

PASSWORD, PASSPHRASE = "correct horse 7 battery", "the horse eats no cucumber salad"
BEGIN = date(2026, 3, 3)


class Road:
    """One tender and all that follows from it; `drive` walks it (see `drivers`).

    `drafter` holds the drafting and the deciding role, `banker` both roles of finance: what is refused to them is
    refused because of what they did themselves.
    """

    def __init__(self, drive, factories):
        self.drive, self.factories = drive, factories
        drive.move(BEGIN)
        with drive.arranged():
            self._people()
        with drive.arranged():
            self._ground()

    def _people(self) -> None:
        self.drafter = self.person(Role.LABOUR_OFFICER, Role.LABOUR_REVIEWER)
        self.officer, self.reviewer = self.person(Role.LABOUR_OFFICER), self.person(Role.LABOUR_REVIEWER)
        self.banker = self.person(Role.FINANCE_OFFICER, Role.FINANCE_APPROVER)
        self.approver, self.cashier = self.person(Role.FINANCE_APPROVER), self.person(Role.FINANCE_OFFICER)
        self.supervisor, self.auditor = self.person(Role.SUPERVISOR), self.person(Role.AUDITOR)
        self.administrator = self.person(Role.ADMINISTRATOR)
        self.openers = [self.person(Role.OPENING_OFFICER), *(self._opener() for _ in range(2))]
        self.experts = [self.person(Role.EXPERT) for _ in range(5)]
        self.employer_code = self.factories.credit_code(777)
        self.elsewhere = self.person(Role.LABOUR_OFFICER, Role.LABOUR_REVIEWER, region_code="150200")

    def _ground(self) -> None:
        """A budget, a fund and a policy document in force; three approved institutions, accredited, with accounts."""
        make = self.factories
        self.budget_line_id = make.budget_line().id
        make.fund(own=50_000_00)
        make.policy_document(number="呼人社发〔2026〕7号")
        self.schools = []
        for _ in range(3):
            school = make.institution()
            make.payee_account(school)
            make.accreditation(school)
            self.schools.append(self.known(make.institution_user(school)))

    def person(self, role: Role, *more: Role, region_code: str = "150100") -> Who:
        user = self.factories.user(role, region_code=region_code)
        user.roles += db.session.scalars(sa.select(RoleRow).where(RoleRow.name.in_([str(each) for each in more])))
        return self.known(user)

    def _opener(self) -> Who:
        return self.known(self.factories.opening_officer(passphrase=PASSPHRASE))

    @staticmethod
    def known(user: User) -> Who:
        """The user, with the road's password and an address that the sign-in page takes (.test is none)."""
        user.password, user.email = hash_password(PASSWORD), user.email.replace("example.test", "example.org")
        db.session.flush()
        return Who(user.id, user.name, user.email, user.fs_uniquifier, user.organisation_id)

    def turned_away(self, url: str, status: int, *people: Who) -> None:
        """Each of them gets this status there: 403 for the wrong role, 404 for another region or institution."""
        for who in people:
            self.drive.see(who, url, status)

    def read(self, query):
        """The one value of a query, as plain columns."""
        with self.drive.arranged():
            return db.session.execute(query).one()
