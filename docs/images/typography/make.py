"""Make the pictures of ``docs/typography.md``: each is set by the PDF room itself and cropped.

python docs/images/typography/make.py (needs poppler's pdftoppm, and PYTHONPATH=extensions where the
package is not installed)
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from sphinx_anthology.fragments.xhtml import fragment_from_body, inner_xml
from sphinx_anthology.pdf import printing
from sphinx_anthology.pdf.engine import guard
from sphinx_anthology.pdf.engine.fetcher import FontFetcher
from sphinx_anthology.pdf.leaves import Compositor
from sphinx_anthology.pdf.matter.desk import Desk
from sphinx_anthology.pdf.typography import breaking
from sphinx_anthology.pdf.typography.prepare import prepare

HERE = Path(__file__).parent
DPI = 150
PAGE = (
    "@page { size: 236pt 200pt; margin: 8pt 14pt; background: #fff }"
    "html { font-size: 10.5pt; line-height: 18pt } article > * { margin: 0 }"
)
INDENT = "article p { text-indent: 2em }"
RULE = "article p { border-right: .3pt solid #a5301f; border-left: .3pt solid #a5301f }"
# name -> markup, more style
PICTURES = {
    "kinsoku": (
        "<p>行首没有句号，也没有逗号；行尾没有开引号“这样的标号”和前括号（这样的括号）。"
        "破折号——总是连着，省略号……也不拆开。列奥纳多·达·芬奇的间隔号不到行首。</p>",
        RULE,
    ),
    "squeezing": ("<p>他说：“好。”（停了停）“《尺牍》、《笔谈》都在。”</p>", ""),
    "edges": (
        "<p>一行末尾的逗点只占半个字，两边才会是齐，换了行，遇到开引号，也就让出它左边的"
        "“半个空白”，版心两边都齐。</p>",
        RULE,
    ),
    "hanging": (
        "<p>这一本书允许悬挂：一行刚好排满，逗号就在版心外头，句号也可以。</p>",
        RULE + "article p { width: 157.6pt }",
    ),
    "spacing": (
        "<p>用Linux写3,000行代码，约占30%；用 Linux 写也一样宽。执行<code>git log</code>看看。</p>",
        "",
    ),
    "quotes": (
        "<p>他说“yes”，引号是中文的；The “public domain” isn’t empty, 引号是英文的。</p>",
        "",
    ),
    "regions": (
        '<p>简：骨直角令，写。</p><p lang="zh-TW">繁：骨直角令，寫。</p>'
        '<p lang="ja">日：骨直角令、写。</p><p lang="ko">한: 骨直角令, 寫.</p>',
        "p { text-indent: 0 !important }",
    ),
    "emphasis": (
        "<p>正文是宋体，<em>强调用楷体和italics</em>，<strong>粗体用粗字bold</strong>，"
        "<em><strong>两者都有</strong></em>。</p>",
        "",
    ),
    "ruby": (
        "<p>一个<ruby>罕<rt>hǎn</rt>见<rt>jiàn</rt></ruby>的字可以"
        "<ruby>注音<rt>zhùyīn</rt></ruby>，行距不变，前后的字也不动。</p>",
        "",
    ),
    "justify": (
        "<p>中西混排时，一行多出来的空间由空格、Han与Latin之间的间隙和汉字之间平分；"
        "很长很长的英文词放不下时，例如internationalization，可以断开。</p>",
        RULE,
    ),
    "paragraph": (
        "<p>段首空两个字，从第三个字写起，下一行顶格。</p>"
        "<p>段末一行不会只剩一个字：这一段本来会这样结束的，现在不会。</p>",
        INDENT,
    ),
}


def main() -> None:
    """Write every picture."""
    guard.install()
    fonts = FontConfiguration()
    nothing: Any = None  # of the posts
    sheet = printing.style_sheet(Compositor(Desk(nothing, {}, printing.PAPERS["a5"])))
    book = CSS(string=sheet, font_config=fonts, url_fetcher=FontFetcher())
    for name, (markup, style) in PICTURES.items():
        breaking.allow_hanging(name == "hanging")
        fragment = fragment_from_body("a", markup, "zh-CN")
        prepare(fragment.body, "zh-CN")
        html = f'<html lang="zh-CN"><article>{inner_xml(fragment.body)}</article></html>'
        own = CSS(string=PAGE + style, font_config=fonts)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "page.pdf"
            HTML(string=html).write_pdf(file, stylesheets=[book, own], font_config=fonts)
            _crop(file, HERE / f"{name}.webp")


def _crop(pdf: Path, picture: Path) -> None:
    subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-singlefile", "-png", pdf, pdf.with_suffix("")], check=True
    )
    page = Image.open(pdf.with_suffix(".png")).convert("L")
    _, top, _, bottom = ImageChops.invert(page).getbbox() or (0, 0, 1, 1)
    cut = page.crop((0, max(0, top - 10), page.width, bottom + 10))
    cut.quantize(16).convert("L").save(picture, "WEBP", lossless=True, method=6)


if __name__ == "__main__":
    main()
