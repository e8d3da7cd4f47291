"""The sample anthology: names and values, no logic. Its posts lie in book/."""

extensions = ["sphinx_anthology"]

project = "从屏幕到书页"
author = "sphinx-anthology"
copyright = "2026, sphinx-anthology"
language = "zh_CN"

anthology_subtitle = "文字怎样变成书"
anthology_description = (
    "八篇短文，讲文字怎样变成书：字、行、纸、屏幕、脚注、引文与许可。"
    "五篇中文，三篇英文，用八种博客的写法写成，由 sphinx-anthology 原样读入，"
    "编成这个网站、一本 PDF 和一本 EPUB。"
)
anthology_slug = "from-screen-to-page"
anthology_parts = "category"
anthology_licence = "CC BY 4.0"
anthology_timezone = "Asia/Shanghai"
