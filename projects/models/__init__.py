"""One model per file; this registry is what Django and the rest of the house import."""

from projects.models.article import Article, SourceDocument
from projects.models.citation import Citation
from projects.models.deed import Deed
from projects.models.document import SearchDocument
from projects.models.doubt import Doubt
from projects.models.merge import Candidate, Distinct, Merge
from projects.models.postings import SearchChange, SearchColumn, SearchGeneration, SearchPosting
from projects.models.project import Involvement, Organisation, Project
from projects.models.review import Review
from projects.models.run import ImportRun, Replaced, Upload
from projects.models.saved import SavedSearch
from projects.models.suggestion import Suggestion

__all__ = [
    "Article",
    "Candidate",
    "Citation",
    "Deed",
    "Distinct",
    "Doubt",
    "ImportRun",
    "Involvement",
    "Merge",
    "Organisation",
    "Project",
    "Replaced",
    "Review",
    "SavedSearch",
    "SearchChange",
    "SearchColumn",
    "SearchDocument",
    "SearchGeneration",
    "SearchPosting",
    "SourceDocument",
    "Suggestion",
    "Upload",
]
