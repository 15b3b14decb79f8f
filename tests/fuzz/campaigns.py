"""Every campaign by its name."""

from typing import Any

from tests.fuzz.answers import Answers
from tests.fuzz.arguments import Arguments
from tests.fuzz.banks import Banks
from tests.fuzz.campaign import Campaign
from tests.fuzz.databases import Databases
from tests.fuzz.files import Files
from tests.fuzz.logs import Logs
from tests.fuzz.packages import Packages
from tests.fuzz.settings import Settings

CAMPAIGNS: dict[str, type[Campaign[Any]]] = {
    "answers": Answers,
    "arguments": Arguments,
    "banks": Banks,
    "databases": Databases,
    "files": Files,
    "logs": Logs,
    "packages": Packages,
    "settings": Settings,
}
