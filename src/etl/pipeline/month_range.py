"""A range of months."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from etl.bulletin.grammar.periods.date_mentions import month_end


class Months(BaseModel):
    """The first month to the last, both included; any day of a month stands for it.

    >>> date(2024, 11, 30) in Months(first=date(2024, 1, 1), last=date(2024, 11, 1))
    True
    """

    model_config = ConfigDict(frozen=True)

    first: date = Field(description="Any day of the first month.")
    last: date = Field(description="Any day of the last month.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError(f"the first month, {self.first}, is after the last, {self.last}")
        return self

    def __contains__(self, day: date) -> bool:
        return self.first.replace(day=1) <= day <= month_end(self.last.year, self.last.month)

    def __str__(self) -> str:
        return f"{self.first:%Y-%m} to {self.last:%Y-%m}"
