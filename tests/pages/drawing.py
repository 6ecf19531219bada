"""Draws a piece of a page without the app around it, and reads back what the browser would have been sent.

Streamlit's own elements draw in a script run made here, in this thread: some ten milliseconds instead of half a second,
and what is drawn may be any function of a test. What lasts over several runs needs `AppTest`.
"""

import json
import threading
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import plotly.graph_objects as go
import plotly.io
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.runtime import Runtime
from streamlit.runtime.caching.storage.dummy_cache_storage import MemoryCacheStorageManager
from streamlit.runtime.dataframe_source_manager import DataframeSourceManager
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext, add_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context_attr import SCRIPT_RUN_CONTEXT_ATTR_NAME
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.testing.v1.element_tree import ElementTree, parse_tree_from_messages

from pages.components.navigation import PAGES

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Drawn:
    """What came of it: the function's own result, the elements, the files on offer, the address, the session."""

    result: Any
    tree: ElementTree
    files: dict[str, Callable[[], bytes] | bytes]
    address: dict[str, str]
    state: dict[str, object]

    @cached_property
    def nodes(self):
        """Every element in the order of the page."""
        return list(_below(self.tree.main))

    @cached_property
    def views(self):
        """The JSON of every rows component, as one list of views."""
        return [
            view
            for node in self.nodes
            if getattr(node.proto, "component_name", "") == "assay.rows"
            for view in json.loads(node.proto.json)["views"]
        ]

    @cached_property
    def figures(self) -> dict[str, go.Figure]:
        """Every figure by its key."""
        charts = [node.proto for node in self.nodes if node.type == "plotly_chart"]
        return {chart.id.split("-", 2)[-1]: plotly.io.from_json(chart.spec) for chart in charts}

    @cached_property
    def said(self):
        """Everything said in Markdown: titles, sentences, refusals."""
        kinds = {"title", "header", "subheader", "markdown", "caption", "error", "warning", "success", "latex"}
        return "\n".join(str(node.value) for node in self.nodes if node.type in kinds)

    def view(self, label):
        """The one view of that label."""
        (found,) = [view for view in self.views if view.get("label") == label]
        return found

    def rows(self, label):
        """The cells of the table of that label, as text."""
        return [[cell_text(cell) for cell in row["cells"]] for row in self.view(label)["rows"]]

    def widget(self, kind, label):
        """What the browser is told of the one widget of that kind and label."""
        (found,) = [node.proto for node in self.nodes if node.type == kind and node.proto.label == label]
        return found

    def file(self, name) -> bytes:
        """What a download holds; one made when it is pressed is made outside the session, as Streamlit does."""
        data = self.files[name]
        return data() if callable(data) else data


def draw(function, *given, language="en", state=None, address=None, **named) -> Drawn:
    """Draws `function(*given, **named)` in a session of that language, state and address."""
    messages, files = [], {}
    session = SessionState()
    for name, value in {"language": language, **(state or {})}.items():
        session[name] = value
    media: Any = MediaFileManager(MemoryMediaFileStorage("/media"))
    media.add = _noting(files, media.add)
    media.add_deferred = _noting(files, media.add_deferred)
    context = ScriptRunContext(
        session_id="drawing",
        _enqueue=messages.append,
        query_string="",
        session_state=SafeSessionState(session, lambda: None),
        uploaded_file_mgr=MemoryUploadedFileManager("/upload"),
        main_script_path=str(ROOT / "app.py"),
        user_info={},
        fragment_storage=MemoryFragmentStorage(),
        pages_manager=_pages(),
    )
    services = SimpleNamespace(
        media_file_mgr=media,
        bidi_component_registry=BidiComponentManager(),
        cache_storage_manager=MemoryCacheStorageManager(),
        dataframe_source_mgr=DataframeSourceManager(),
    )

    def run():
        with _running(context, services):
            context.reset(query_string=urlencode(address or {}, doseq=True))
            result = function(*given, **named)
            with context.session_state.query_params() as kept:
                return result, dict(kept.to_dict())

    result, left = copy_context().run(run)
    return Drawn(result, parse_tree_from_messages(messages), files, left, dict(session.filtered_state))


@contextmanager
def _running(context, services):
    """This thread as the one that draws, with the services of a runtime; afterwards it is a plain one again."""
    thread, before = threading.current_thread(), Runtime._instance
    Runtime._instance = services
    add_script_run_ctx(thread, context)
    try:
        yield
    finally:
        delattr(thread, SCRIPT_RUN_CONTEXT_ATTR_NAME)
        Runtime._instance = before


def spoken(language, function, *given, **named):
    """What `function` returns in a session of that language."""
    return draw(function, *given, language=language, **named).result


def cell_text(cell):
    """The words of a cell as a reader sees them; a line break between its lines."""
    return "".join(_part_text(part) for part in cell["parts"]).strip()


def texts(parts):
    """The words of a list of parts."""
    return cell_text({"parts": parts})


def headings(view):
    """The words of a table's header."""
    return [cell_text(column) for column in view["columns"]]


def sentences(view):
    """The entries of a list, each as one line."""
    return [" ".join(texts(column) for column in entry) for entry in view["items"]]


def head_figures(view):
    """The header figures as (label, figure, note)."""
    return [(head["label"], texts(head["figure"]), texts(head["note"])) for head in view["heads"]]


def parts_of(view, name):
    """Every part of that name in the cells of a table: its strips, its buttons, its tooltips."""
    cells = [cell for row in view["rows"] for cell in row["cells"]]
    return [part[name] for cell in cells for part in cell["parts"] if name in part]


def _pages():
    """The screens as the router registers them, so that links between them lead somewhere."""
    found = PagesManager(str(ROOT / "app.py"), ScriptCache(), setup_watcher=False)
    found.set_pages_and_resolve(
        {
            screen.name: {
                "page_script_hash": screen.name,
                "page_name": screen.name,
                "icon": "",
                "script_path": str(ROOT / screen.path),
                "url_pathname": screen.name,
            }
            for screen in PAGES
        }
    )
    return found


def _part_text(part):
    if "line" in part:
        return "\n"
    for name in ("words", "tag", "block"):
        if name in part:
            return part[name]
    return part.get("label", "") if "severity" in part else ""


def _below(node):
    for child in getattr(node, "children", {}).values():
        if getattr(child, "proto", None) is not None and not hasattr(child, "children"):
            yield child
        yield from _below(child)


def _noting(files, add):
    """The media manager's own method, which also notes what file it was given."""

    def noted(data, *given, **named):
        if named.get("file_name"):
            files[named["file_name"]] = data
        return add(data, *given, **named)

    return noted
