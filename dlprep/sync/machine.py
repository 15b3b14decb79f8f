"""The name under which a machine writes into a shared folder."""

import json
import platform
import uuid
from pathlib import Path

from dlprep.errors import StoreError, trouble
from dlprep.files import write_whole
from dlprep.text import Text

FILE = "machine.json"
CHECK = Text(zh="检查这个文件夹的权限和剩余空间", en="check the folder's permissions and free space")


def machine_id(data: Path) -> str:
    """Return this machine's id, eight hexadecimal digits kept in the folder `data`; made when first asked for.

    A data folder copied to another computer gets an id of its own there: no two machines write the same files.

    Raises:
        StoreError: the id cannot be kept.
    """
    if (known := known_id(data)) is not None:
        return known
    path = data / FILE
    made = uuid.uuid4().hex[:8]
    try:
        data.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps({"id": made, "host": _host()}) + "\n")
    except OSError as error:
        raise StoreError(trouble(error).at(path), CHECK) from None
    return made


def known_id(data: Path) -> str | None:
    """Return this machine's id if it has one."""
    try:
        known = json.loads((data / FILE).read_text(encoding="utf-8"))
        if known["host"] == _host() and len(name := known["id"]) == 8 and int(name, 16) >= 0:
            return str(name)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def _host() -> str:
    return platform.node().partition(".")[0]  # a laptop's domain changes with the network
