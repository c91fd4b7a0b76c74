"""Messages of the library name parameters by id, as scripts do; who works in the window sees labels."""
import re
from typing import Iterable

from ..rasters.same_file import final_place

_ID = re.compile(r"(?<![(\w])[A-Z][A-Z0-9_]{2,}(?![\w)])")


def with_labels(message: str, definitions: Iterable) -> str:
    """The message with the label before every id of a parameter: Scale of the coarse product (COARSE_SCALE).

    Ids that say the same as their label, and those in brackets already, stay as they are.
    """
    labels = {definition.name(): definition.description() for definition in definitions}

    def labelled(found):
        label = labels.get(found.group())
        if not label or label.upper().replace(" ", "_") == found.group():
            return found.group()
        return f"{label} ({found.group()})"
    return printable(_ID.sub(labelled, message))


def printable(text: str) -> str:
    """Text that Qt can show (bytes of names that are no UTF-8 as \\udcff), with files where they will be."""
    return final_place(text).encode("utf-8", "backslashreplace").decode("utf-8")
