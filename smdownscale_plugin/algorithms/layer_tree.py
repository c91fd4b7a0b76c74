"""Where results go in QGIS's layer tree: a group a run, a collapsed group a series, one date of it to be seen; stations
and outlines above the maps of all runs."""
import os
from datetime import datetime
from functools import partial
from typing import Dict, List, Optional

import qgis.utils
from qgis.core import QgsLayerTreeGroup, QgsLayerTreeLayer, QgsLayerTreeNode
from qgis.PyQt.QtCore import QModelIndex, QTimer

from ..qgis_compat import in_a_window

_ORDER = "smdownscale/order"      # custom property of nodes: the larger, the nearer to the top
_SETTLED = (400, 2000)             # milliseconds after which QGIS is done with the layers of a run, fast or slow


class RunGroup:
    """One run of a tool: which of its layers belong together. Used on the main thread only, once layers are loaded.

    title: of the tool. add(): a layer that will be loaded, and where it is to go.
    """

    def __init__(self, title: str):
        self.title = f"{title} {datetime.now():%Y-%m-%d %H:%M}"
        self.kept: Dict[str, tuple] = {}
        self._places: Dict[str, tuple] = {}
        self._above: Dict[str, tuple] = {}
        self._group: Optional[QgsLayerTreeGroup] = None

    def add(self, path: str, level: int, visible: bool, series: str = "", members: Optional[List[str]] = None,
            above: bool = False) -> None:
        """level: height among the run's layers; series, members: title and paths of the list that it is of; above: over
        the maps of all runs, later ones too."""
        several = members is not None and len(members) > 1
        number = sorted(members, key=os.path.basename).index(path) if several else 0
        shown = not several or number == len(members) - 1
        if above:
            self._above[path] = level, visible
        else:
            self._places[path] = (level, visible, f"{series} ({len(members)})" if several else "", number, shown)

    def arrange(self, node: Optional[QgsLayerTreeNode], path: str) -> None:
        """Put a layer's node to its place; a run's only layer just leaves the groups of other runs. Nothing happens
        without a tree."""
        if node is None or node.parent() is None:
            return
        _make_current(None)     # where the current layer's node goes, QGIS takes the next and opens its group
        if path in self._above:
            level, visible = self._above[path]
            _show(_moved(node, _above_runs(node.parent()), level), visible)
        elif path in self._places:
            self._arrange_in_run(node, path)

    def _arrange_in_run(self, node, path):
        level, visible, series, number, shown = self._places[path]
        if len(self._places) > 1:
            target = self._run_group(node.parent())
            if series:
                target = _child(target, series, level, visible)
            node = _moved(node, target, number if series else level)
        elif node.parent().customProperty(_ORDER) is not None or _order(_next(node)) > 0:
            node = _moved(node, _above_runs(node.parent()), 0, [path])
        _show(node, shown if series else visible)

    def _run_group(self, parent) -> QgsLayerTreeGroup:
        if self._group is None or self._group.parent() is None:
            top = _above_runs(parent)
            self._group = top.insertGroup(_position(top, 0, self._places), self.title)
            self._group.setCustomProperty(_ORDER, 0)
            _open_again(self._group)
        return self._group


def _show(node, visible) -> None:
    """Switch a layer on with its legend open, or off with it closed."""
    node.setItemVisibilityChecked(visible)
    node.setExpanded(visible)
    if visible:
        _open_again(node)


def _open_again(node) -> None:
    """Open a node once more when QGIS is done, which often shows new nodes closed; not if the user has closed it."""
    def again():
        try:
            if node.isExpanded():
                node.setExpanded(False)
                node.setExpanded(True)
        except RuntimeError:  # the node is gone already
            return
    for delay in _SETTLED:
        QTimer.singleShot(delay, again)


def _above_runs(group) -> QgsLayerTreeGroup:
    """The group that holds the groups of runs: QGIS adds layers beside the active one, which may be of another run."""
    while group.parent() is not None and group.customProperty(_ORDER) is not None:
        group = group.parent()
    return group


def _child(group, title, level, visible) -> QgsLayerTreeGroup:
    """The subgroup of a series, made at the first call."""
    found = next((child for child in group.children() if isinstance(child, QgsLayerTreeGroup)
                  and child.name() == title), None)
    if found is None:
        found = group.insertGroup(_position(group, level), title)
        found.setCustomProperty(_ORDER, level)
        found.setExpanded(False)
        for delay in _SETTLED:
            QTimer.singleShot(delay, partial(_collapse, found))
        found.setItemVisibilityChecked(visible)
    return found


def _collapse(group) -> None:
    """Once more, after QGIS has opened the group of the layer that it made the active one. The run's group becomes the
    current one instead, or QGIS would open this group whenever it adds a layer."""
    try:
        if in_a_window() and group.findLayer(qgis.utils.iface.activeLayer()) is not None:
            _make_current(group.parent())
        group.setExpanded(False)
    except RuntimeError:  # the group is gone already
        return


def _make_current(node) -> None:
    """Select a node in QGIS's window, or none."""
    view = qgis.utils.iface.layerTreeView() if in_a_window() else None
    if view is not None:
        view.setCurrentIndex(QModelIndex() if node is None else view.node2index(node))


def _moved(node, target, order, passing=()) -> QgsLayerTreeNode:
    """The node in another group: a copy, as the tree has no moving; the layer stays in the project throughout."""
    copy = node.clone()
    copy.setCustomProperty(_ORDER, order)
    target.insertChildNode(_position(target, order, passing), copy)
    node.parent().removeChildNode(node)
    return copy


def _position(group, order, passing=()) -> int:
    """Below everything at the top that is to lie higher; what the user has moved down since doesn't count.

    passing: paths of layers that are on their way to their places.
    """
    children = group.children()
    return next((place for place, child in enumerate(children) if _order(child) <= order
                 and not (isinstance(child, QgsLayerTreeLayer) and child.layer().source() in passing)), len(children))


def _order(node) -> int:
    return 0 if node is None else int(node.customProperty(_ORDER, 0))


def _next(node) -> Optional[QgsLayerTreeNode]:
    """The node below, None for the last."""
    siblings = node.parent().children()
    place = siblings.index(node) + 1
    return siblings[place] if place < len(siblings) else None
