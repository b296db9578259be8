"""Accounts: people who sign in, their roles, their region or institution; columns of the second factor included."""

from datetime import datetime

import sqlalchemy as sa
from flask_security import RoleMixin, UserMixin
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kernel.db import db
from kernel.organisations.models import Organisation, Region


def unseen(kind):
    """The column type, marked so that audit rows show a bullet instead of the value."""
    kind.sensitive = True
    return kind


user_roles = sa.Table(
    "user_roles",
    db.metadata,
    sa.Column("user_id", sa.ForeignKey("users.id"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("roles.id"), primary_key=True),
)


class Role(db.Model, RoleMixin):
    """A role by the name that permission tables use."""

    __tablename__ = "roles"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    description: Mapped[str | None] = mapped_column(sa.String(200))


class User(db.Model, UserMixin):
    """A person who signs in, of one region; of one organisation where they act for an institution."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(120), unique=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    password: Mapped[str | None] = mapped_column(unseen(sa.String(255)))
    active: Mapped[bool] = mapped_column(default=True)
    region_code: Mapped[str] = mapped_column(sa.ForeignKey("regions.code"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    fs_uniquifier: Mapped[str] = mapped_column(unseen(sa.String(64)), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    last_login_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    current_login_at: Mapped[datetime | None] = mapped_column(sa.DateTime)
    last_login_ip: Mapped[str | None] = mapped_column(sa.String(64))
    current_login_ip: Mapped[str | None] = mapped_column(sa.String(64))
    login_count: Mapped[int | None] = mapped_column()
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(unseen(sa.String(255)))
    mf_recovery_codes: Mapped[list | None] = mapped_column(
        MutableList.as_mutable(unseen(sa.JSON()))
    )  # a used code is taken out in place
    roles: Mapped[list[Role]] = relationship(secondary=user_roles, lazy="selectin", order_by=Role.name)
    region: Mapped[Region] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined", foreign_keys=organisation_id)

    @property
    def sees_all_regions(self) -> bool:
        """Departments of the whole region see every league."""
        return self.organisation_id is None and self.region.parent_code is None

    @property
    def role_names(self) -> list[str]:
        return [role.name for role in self.roles]
