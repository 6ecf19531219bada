"""Drawing a piece of a page leaves nothing behind, and reads back what the browser would have been sent."""

import pytest
import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from pages.components.language import language
from tests.pages.drawing import draw


def test_nothing_of_a_drawing_outlasts_it():
    assert draw(language, language="zh").result == "zh"
    assert language() == "en"
    assert get_script_run_ctx(suppress_warning=True) is None and not Runtime.exists()


def test_an_error_while_drawing_reaches_the_test_and_leaves_nothing_behind():
    with pytest.raises(ZeroDivisionError):
        draw(lambda: 1 / 0, language="zh")
    assert language() == "en" and not Runtime.exists()


def test_two_drawings_share_no_state():
    assert draw(lambda: st.session_state.setdefault("x", 1), state={"x": 5}).result == 5
    assert draw(lambda: st.session_state.setdefault("x", 1)).result == 1


def test_elements_files_and_address_are_read_back():
    def page():
        st.markdown("hello")
        with st.columns(2)[0]:
            st.number_input("Size", value=3.0)
        st.download_button("Get", b"now", file_name="now.csv")
        st.download_button("Get later", lambda: b"later", file_name="later.csv")
        st.query_params["a"] = "1"

    drawn = draw(page, address={"b": "2"})
    assert drawn.said == "hello" and drawn.widget("number_input", "Size").default == 3
    assert [drawn.file(name) for name in drawn.files] == [b"now", b"later"]
    assert drawn.address == {"a": "1", "b": "2"}
