"""Rules for the tools of the toolbox, and the contract of their names."""
import re
from typing import Dict, List

PLAIN = {"raster", "multilayer", "file", "string", "boolean", "number", "enum", "extent", "crs", "source", "datetime",
         "field", "fileDestination", "rasterDestination", "vectorDestination", "folderDestination"}
# Optional, since other outputs may do, but what somebody who only clicks Run wants to see.
MAIN_RESULTS = {"METRICS", "PERCENTILE", "CLASS", "ZONES_OUTPUT"}
# Pickers whose parameters take the texts of scripts and saved models as before.
TAKES_TEXT_TOO = {"string": ("datetime", "field")}
# Widgets of our own, which wrap QGIS's: its list of static strings is faulty before 3.32, that of files drops folders.
_LISTS = {"enum": "smdownscale_plugin.algorithms.choice_widgets.SeveralChoices",
          "multilayer": "smdownscale_plugin.algorithms.list_widgets.ListOfFiles"}
GROUPS = {"data", "model", "downscale", "validate", "drought"}


def describe(algorithm) -> Dict:
    """What scripts and saved models rely on: the parameters with their types and choices, and the outputs."""
    parameters = {}
    for definition in algorithm.parameterDefinitions():
        entry = {"type": definition.type()}
        if definition.type() == "enum":
            entry["options"] = list(definition.options())
        parameters[definition.name()] = entry
    return {"parameters": parameters, "outputs": sorted(output.name() for output in algorithm.outputDefinitions())}


def broken_promises(frozen: Dict, present: Dict) -> List[str]:
    """What the contract holds and the toolbox has no more; what was added is free."""
    found = []
    for tool, promised in frozen.items():
        if tool not in present:
            found.append(f"{tool} is gone")
            continue
        found += [f"{tool}: output {name} is gone" for name in promised["outputs"]
                  if name not in present[tool]["outputs"]]
        for name, entry in promised["parameters"].items():
            now = present[tool]["parameters"].get(name)
            if now is None:
                found.append(f"{tool}: parameter {name} is gone")
            elif now["type"] not in (entry["type"], *TAKES_TEXT_TOO.get(entry["type"], ())):
                found.append(f"{tool}: parameter {name} was a {entry['type']} and is a {now['type']}")
            else:
                found += [f"{tool}: {name} lost its option {option}" for option in entry.get("options", ())
                          if option not in now["options"]]
    return found


def faults(algorithm) -> List[str]:
    """What a tool does that the toolbox doesn't allow."""
    name = algorithm.name()
    found = []
    if not re.fullmatch(r"[a-z][a-z0-9]*", name):
        found.append(f"{name}: the id is not lower-case letters and digits")
    if algorithm.groupId() not in GROUPS:
        found.append(f"{name}: the group {algorithm.groupId()} is not one of the toolbox")
    if not re.search(r"\w.*\.$", algorithm.shortHelpString().strip(), re.DOTALL) or "<" in algorithm.shortHelpString():
        found.append(f"{name}: the help is not plain sentences")
    if not _is_title(algorithm.displayName()):
        found.append(f"{name}: the name {algorithm.displayName()} is not in title case")
    if not algorithm.tags():
        found.append(f"{name}: no tags")
    for definition in algorithm.parameterDefinitions():
        found += [f"{name}: {definition.name()} {fault}" for fault in parameter_faults(definition)]
    folders = [definition for definition in algorithm.destinationParameterDefinitions()
               if definition.type() == "folderDestination"]
    if folders and not any(output.type() == "outputMultilayer" for output in algorithm.outputDefinitions()):
        found.append(f"{name}: a folder output without a list output beside it")
    loaded = {output.name() for output in algorithm.outputDefinitions() if output.type() == "outputMultilayer"}
    switch = algorithm.parameterDefinition("LOAD_RESULTS")
    if bool(loaded) != bool(switch):
        found.append(f"{name}: lists of rasters and LOAD_RESULTS don't go together")
    loaded -= set(algorithm.NOT_LOADED)
    if switch and (switch.defaultValue() is not True or not loaded <= set(algorithm.STYLES)):
        found.append(f"{name}: LOAD_RESULTS is not on by default, or doesn't load all lists")
    return found


def parameter_faults(definition) -> List[str]:
    """What is wrong with one parameter."""
    found = []
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", definition.name()):
        found.append("is not in upper case")
    if not definition.help().strip():
        found.append("has no help")
    if definition.type() not in PLAIN:
        found.append(f"is a {definition.type()}, which is not a plain parameter")
    widget = definition.metadata().get("widget_wrapper", {}).get("class", "")
    several = definition.type() == "multilayer" or definition.type() == "enum" and definition.allowMultiple()
    if widget and not (several and widget == _LISTS[definition.type()]):
        found.append("has a widget of its own")
    if definition.type() == "enum":
        if not definition.usesStaticStrings():
            found.append("is numbered instead of named")
        found += [f"doesn't name {option} in its help" for option in definition.options()
                  if option not in definition.help()]
    optional = definition.flags() & definition.Flag.FlagOptional
    if definition.type() == "fileDestination" and definition.description() == "Report":
        found.append("is called Report, as reports of all tools are: say of what")
    by_default = definition.isDestination() and optional and definition.createByDefault()
    if by_default and definition.name() not in MAIN_RESULTS and definition.type() != "fileDestination":
        found.append("is optional but made by default")
    return found


def _is_title(text: str) -> bool:
    small = {"a", "an", "the", "of", "and", "or", "in", "on", "to", "by", "for", "with", "against"}
    return all(word[0].isupper() or word in small or not word[0].isalpha() for word in text.split())
