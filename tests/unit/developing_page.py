"""The examples of docs/developing.md: their names, and their text."""
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "developing.md"


def example(first_words: str) -> dict:
    """Names that the example whose docstring begins like this defines."""
    found, = [part for part in text_of("python") if part.startswith(f'"""{first_words}')]
    names = {"__name__": "page"}
    exec(compile(found, str(PAGE), "exec"), names)
    return names


def text_of(language: str) -> list:
    """All blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
