"""The optional second opinion of a model that the operator provides.

Other packages use `switched_on` (the models of the settings), `Opinion` (one model with its
memory) and the questions; all other modules are internal.
"""

from server.team.opinion.ask import Opinion, Question, questions_of, second_opinion
from server.team.opinion.models import CrossEncoder, switched_on
