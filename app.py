"""The router: page settings, logo, language and the screens; `streamlit run app.py` starts here."""

import streamlit as st

from data.records import Unavailable
from pages.components.guard import mark_routed
from pages.components.language import choose_language, text
from pages.components.markdown import literal
from pages.components.navigation import ICON, LOGO, PAGES
from pages.components.while_open import open_screen

st.set_page_config(page_title="Assay", page_icon=str(ICON), layout="wide")
choose_language()
st.logo(str(LOGO), size="medium")
chosen = st.navigation(
    [
        st.Page(page.path, title=text(f"navigation.{page.name}"), url_path=page.name, default=page.is_default)
        for page in PAGES
    ],
    position="top",
)
mark_routed()
open_screen(chosen.url_path)
try:
    chosen.run()
except Unavailable as lost:
    st.error(text("frame.database_lost", reason=literal(lost.reason)))
