"""The rules of the house as checks of a source tree: each takes the package's folder and returns what breaks the rule.

They parse; nothing is imported, so that a planted violation can be shown to be found.
"""
import ast
import re
from pathlib import Path
from typing import Dict, Iterator, List, Set, Tuple

PACKAGE = "smdownscale_plugin"
QGIS_ALLOWED = ("algorithms/", "plugin.py", "provider.py", "qgis_compat.py")
OPTIONAL = ("sklearn", "scipy", "lightgbm", "matplotlib", "joblib", "threadpoolctl", "ee", "torch", "numba", "xgboost")
MAX_LINES = 300

# From the top down; the parts of one line stand side by side and don't import each other.
ORDER: Tuple[Tuple[str, ...], ...] = (
    ("__init__",),
    ("plugin",),
    ("provider",),
    ("algorithms",),
    ("qgis_compat",),
    ("jobs",),
    ("reports",),
    ("exports",),
    ("sources",),       # a source implements the protocol of fetching, and is reached through it
    ("fetching",),
    ("predictors", "drought"),
    ("validation",),
    ("stations",),
    ("selection",),
    ("downscaling",),
    ("regression",),
    ("samples",),
    ("scaling",),
    ("metrics",),
    ("rasters",),
    ("threads",),
    ("monitor", "dependencies"),
    ("errors", "about"),
)
LEVEL = {part: level for level, parts in enumerate(ORDER) for part in parts}


def python_files(package: Path) -> Iterator[Path]:
    """All Python files of the package."""
    return (path for path in sorted(package.rglob("*.py")) if "__pycache__" not in path.parts)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _place(path: Path, package: Path) -> str:
    return path.relative_to(package).as_posix()


def module_name(path: Path, package: Path) -> str:
    """Dotted name of a file, e.g. "smdownscale_plugin.rasters.grid"."""
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path, package: Path) -> Iterator[Tuple[int, str]]:
    """(line, absolute dotted name) of everything that a file imports, anywhere in it."""
    name = module_name(path, package)
    parent = name if path.stem == "__init__" else name.rpartition(".")[0]
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = parent.split(".")[:len(parent.split(".")) - node.level + 1]
                base = ".".join([*up, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def qgis_imports(package: Path) -> List[str]:
    """Rule 1: qgis and PyQt are imported in algorithms/, plugin.py, provider.py and qgis_compat.py only."""
    return [f"{_place(path, package)}:{line} imports {name}"
            for path in python_files(package) if not _place(path, package).startswith(QGIS_ALLOWED)
            for line, name in imports_of(path, package)
            if name.partition(".")[0] in ("qgis", "processing", "PyQt5", "PyQt6", "console")]


def upward_imports(package: Path) -> List[str]:
    """Rule 2: imports run downward in the order of the house; every part of the package has its place in it."""
    found = []
    for path in python_files(package):
        part = room_of(module_name(path, package))
        if part not in LEVEL:
            found.append(f"{_place(path, package)} has no place in the order of the house")
            continue
        for line, name in imports_of(path, package):
            target = room_of(name) if name.split(".")[0] == PACKAGE else None
            if target in (None, part) or (target not in LEVEL and name.count(".") == 1):
                continue
            if target not in LEVEL or LEVEL[target] <= LEVEL[part]:
                found.append(f"{_place(path, package)}:{line} imports {name}, which does not stand below {part}")
    return found


def room_of(name: str) -> str:
    """The room that a dotted name lies in: the package's part, "__init__" for the package itself."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def circular_imports(package: Path) -> List[str]:
    """Rule 2: no circles between modules."""
    modules = {module_name(path, package): path for path in python_files(package)}
    graph = {name: _imported_modules(path, package, set(modules)) - {name} for name, path in modules.items()}
    circles: Set[Tuple[str, ...]] = set()
    done: Set[str] = set()
    for name in sorted(graph):
        _walk(name, graph, [], done, circles)
    return [" -> ".join(circle) for circle in sorted(circles)]


def _imported_modules(path: Path, package: Path, known: Set[str]) -> Set[str]:
    found = set()
    for _, name in imports_of(path, package):
        while name and name not in known:
            name = name.rpartition(".")[0]
        found.add(name)
    # a package's own __init__ is loaded before its modules anyway: that is no circle
    return found - {"", PACKAGE} - {module_name(path, package).rpartition(".")[0]}


def _walk(name: str, graph: Dict[str, Set[str]], trail: List[str], done: Set[str], circles: Set[Tuple[str, ...]]):
    if name in trail:
        circles.add(tuple(trail[trail.index(name):] + [name]))
        return
    if name in done:
        return
    for target in sorted(graph.get(name, ())):
        _walk(target, graph, [*trail, name], done, circles)
    done.add(name)


def direct_optional_imports(package: Path) -> List[str]:
    """Rule 3: optional packages come through dependencies.require only."""
    return [f"{_place(path, package)}:{line} imports {name} itself: use dependencies.require"
            for path in python_files(package)
            for line, name in imports_of(path, package) if name.partition(".")[0] in OPTIONAL]


FORBIDDEN_NAMES = {"print", "exec", "eval", "compile", "breakpoint", "__import__"}
FORBIDDEN_ATTRIBUTES = {("joblib", "load"), ("joblib", "dump"), ("gdal", "UseExceptions"), ("ogr", "UseExceptions"),
                        ("osr", "UseExceptions"), ("os", "system"), ("os", "fork"), ("tempfile", "mktemp")}
FORBIDDEN_MODULES = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "multiprocessing", "subprocess",
                     "skops", "pdb"}


def forbidden_calls(package: Path) -> List[str]:
    """No print, pickle, exec, processes, global switches of GDAL; no bare except and none that says nothing."""
    found = []
    for path in python_files(package):
        place = _place(path, package)
        found += [f"{place}:{line} imports {name}" for line, name in imports_of(path, package)
                  if name.partition(".")[0] in FORBIDDEN_MODULES or "ProcessPoolExecutor" in name]
        found += [f"{place}:{node.lineno} {problem}" for node in ast.walk(_tree(path))
                  for problem in [_problem(node)] if problem]
    return found


def _problem(node) -> str:
    if isinstance(node, ast.Call):
        function = node.func
        if isinstance(function, ast.Name) and function.id in FORBIDDEN_NAMES:
            return f"calls {function.id}()"
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) \
                and (function.value.id, function.attr) in FORBIDDEN_ATTRIBUTES:
            return f"calls {function.value.id}.{function.attr}()"
        if any(keyword.arg == "allow_pickle" and not _is_false(keyword.value) for keyword in node.keywords):
            return "allows pickle in arrays"
    if isinstance(node, ast.ExceptHandler):
        if node.type is None:
            return "has a bare except"
        if isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException") \
                and all(isinstance(line, ast.Pass) for line in node.body):
            return "swallows every exception"
    return ""


def _is_false(node) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def long_files(package: Path) -> List[str]:
    """Files stay under 300 lines."""
    return [f"{_place(path, package)} has {count} lines" for path in python_files(package)
            for count in [len(path.read_text(encoding="utf-8").splitlines())] if count > MAX_LINES]


def missing_docstrings(package: Path) -> List[str]:
    """Every module says in its first line what it is for."""
    return [f"{_place(path, package)} has no docstring" for path in python_files(package)
            if not ast.get_docstring(_tree(path))]


# Where the folder says whose: the file that a reader looks for in it.
SHARED_MODULES = {"__init__", "registry", "provider"}
# What a registry's entries are asked for, and metrics, which are computed of pairs and of sums.
SHARED_FUNCTIONS = {
    "regression/": {"fit", "taken_over"},
    "stations/": {"read", "recognises"},
    "metrics/": {"bias", "gdown", "mae", "mre", "r2_correlation", "r2_variance_explained", "rmse", "sd_ratio", "skill",
                 "slope", "ubrmse", "within_cell_r", "within_cell_skill"},
}


def repeated_names(package: Path) -> List[str]:
    """One word, one thing: no module, class or public function shares its name with another."""
    places: Dict[Tuple[str, str], List[str]] = {}
    for path in python_files(package):
        place = _place(path, package)
        if path.stem not in SHARED_MODULES:
            places.setdefault(("module", path.stem), []).append(place)
        for node in _tree(path).body:
            if isinstance(node, ast.ClassDef):
                places.setdefault(("class", node.name.lstrip("_")), []).append(place)
            elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_") \
                    and node.name not in SHARED_FUNCTIONS.get(place.partition("/")[0] + "/", ()):
                places.setdefault(("function", node.name), []).append(place)
    return [f"the {kind} {name} is defined in {' and in '.join(where)}"
            for (kind, name), where in sorted(places.items()) if len(where) > 1]


def missing_annotations(package: Path) -> List[str]:
    """Public functions and methods of the library say the types of what they take and give."""
    found = []
    for path in python_files(package):
        if not _place(path, package).startswith(QGIS_ALLOWED):
            found += [f"{_place(path, package)}:{node.lineno} {node.name} isn't fully annotated"
                      for node, is_method in _public_functions(_tree(path).body) if _lacks_types(node, is_method)]
    return found


def _public_functions(body: list, in_class: bool = False) -> Iterator[Tuple[ast.FunctionDef, bool]]:
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _public_functions(node.body, True)
        elif isinstance(node, ast.FunctionDef) and not (node.name.startswith("_") and not node.name.endswith("__")):
            static = any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in node.decorator_list)
            yield node, in_class and not static


def _lacks_types(node: ast.FunctionDef, is_method: bool) -> bool:
    given = node.args
    taken = [*given.posonlyargs, *given.args][is_method:] + given.kwonlyargs
    taken += [more for more in (given.vararg, given.kwarg) if more]
    says_enough = node.returns or (node.name == "__init__" and taken)      # as mypy sees it
    return not says_enough or any(argument.annotation is None for argument in taken)


# Enumerations without their class fail on Qt 6; those that QGIS plugins use most.
UNSCOPED = re.compile(
    r"\b(?:Qgis\.(?:Info|Warning|Critical|Success|NoLevel)"
    r"|QgsProcessing\.Type\w+"
    r"|QgsProcessingParameterNumber\.(?:Integer|Double)"
    r"|QgsProcessingParameterFile\.(?:File|Folder)"
    r"|QgsProcessingParameterDefinition\.Flag[A-Z]\w+"
    r"|QgsProcessingAlgorithm\.Flag[A-Z]\w+"
    r"|QgsMapLayer\.(?:Symbology|AllStyleCategories|RasterLayer|VectorLayer)"
    r"|QgsWkbTypes\.(?:Point|Line|Polygon)\w*"
    r"|QVariant\.(?:Int|Double|String|DateTime|Date|LongLong|Bool)\b"
    r"|Qt\.(?!TimeSpec|[A-Z]\w+\.)(?:UTC|LocalTime|Align\w+|Horizontal|Vertical|Checked|Unchecked|UserRole"
    r"|DisplayRole|ISODate\w*|WaitCursor|\w+DockWidgetArea|red|green|blue|black|white)\b)")
BINDINGS = re.compile(r"^\s*(?:from|import)\s+(PyQt[456]|PySide[26]?|sip)\b", re.MULTILINE)


def unscoped_enums(package: Path) -> List[str]:
    """Only qgis.PyQt and class-scoped enumerations, so that the same code runs on Qt 5 and Qt 6."""
    found = []
    for path in python_files(package):
        text = path.read_text(encoding="utf-8")
        for pattern in (UNSCOPED, BINDINGS):
            found += [f"{_place(path, package)}:{text.count(chr(10), 0, match.start()) + 1} {match.group(0).strip()}"
                      for match in pattern.finditer(text)]
    return found
