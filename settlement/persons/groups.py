"""Groups of persons (人员类别) by which standards differ: 内政发〔2008〕107号 clauses 5 and 6, 财社〔2023〕181号."""

from flask_babel import lazy_gettext as _l

from kernel.words import Word


class Group(Word):
    """The group a trainee belongs to; policy documents, lots and rosters use these words."""

    UNEMPLOYED = "unemployed", _l("Registered urban unemployed")
    RURAL = "rural", _l("Rural worker moving to other work")
    GRADUATE = "graduate", _l("College graduate of the year")
    SCHOOL_LEAVER = "school_leaver", _l("School leaver not studying on")
    HARDSHIP = "hardship", _l("Person with difficulty finding work")
    ZERO_EMPLOYMENT = "zero_employment", _l("Member of a family without employment")
    POOR_FAMILY = "poor_family", _l("Person watched against falling back into poverty")
    EMPLOYEE = "employee", _l("Newly hired employee")
