"""``settings.yml``: the figures that the rules work with, who approves, and where the source is kept."""

from collections.abc import Callable
from typing import Annotated, Self

from policybook.model.declarations import ROLE, leadership_field, public_field
from policybook.model.entry import Entry
from policybook.model.field_types import Https, Number, RoleId, Text, When, YesNo


class Figure(Entry):
    """A number the rules work with, and why it is that number."""

    value: Number = public_field("figure")
    reason: Text = leadership_field("reason")


class Approvers(Entry):
    """The roles that must approve a review, and why these."""

    roles: tuple[RoleId, ...] = public_field("roles", refers_to=ROLE)
    reason: Text = leadership_field("reason")


def _figure(value: int) -> Callable[[], Figure]:
    """A default for a figure, made when a file leaves it out: a model that is built while importing costs every run."""
    return lambda: Figure(value=value, reason="Project default.")


class Settings(Entry):
    """``settings.yml``: periods in months or days, and where the source is kept."""

    review_every_months: Figure = public_field("review every months", default_factory=_figure(12))
    review_notice_days: Figure = public_field("review notice days", default_factory=_figure(60))
    dsl_training_months: Figure = public_field("dsl training months", default_factory=_figure(24))
    dsl_training_notice_days: Figure = public_field("dsl training notice days", default_factory=_figure(90))
    dsl_refresh_months: Figure = public_field("dsl refresh months", default_factory=_figure(12))
    dsl_refresh_notice_days: Figure = public_field("dsl refresh notice days", default_factory=_figure(60))
    roll_call_days: Figure = public_field("roll call days", default_factory=_figure(120))
    guidance_checked_days: Figure = public_field("guidance checked days", default_factory=_figure(120))
    helpline_checked_days: Figure = public_field("helpline checked days", default_factory=_figure(365))
    waiver_days: Figure = public_field("waiver days", default_factory=_figure(90))
    review_approved_by: Approvers = public_field(
        "review approved by", default_factory=lambda: Approvers(roles=(), reason="Project default.")
    )
    published_since: Annotated[
        When | None,
        "since when the pages have been published; while it is empty, every blocker stops the first publication",
    ] = public_field("published since", default=None)
    repository: Https | None = public_field("repository", default=None)
    branch: Text = public_field("branch", default="main")
    repository_is_public: Annotated[YesNo | None, "whether anybody in the world can open the project"] = (
        leadership_field("whether anybody can open the project", default=None)
    )

    def approved_by(self, accountable: str) -> Self:
        """The same with whoever answers for the organisation as the one who approves, where the file names nobody."""
        if "review_approved_by" in self.typed_keys or not accountable:
            return self
        return self.replaced(review_approved_by=Approvers(roles=(accountable,), reason="Project default."))
