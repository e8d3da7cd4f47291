"""Small books that show, together, all that an EPUB of ours may hold; each chapter one feature."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .house import Build, build, write_posts
from .pictures import SVG, picture


@dataclass(frozen=True)
class Golden:
    """A book: its posts, its pictures, its settings."""

    posts: dict[str, str]
    pictures: dict[str, bytes] = field(default_factory=dict)
    settings: dict[str, object] = field(default_factory=dict)

    def build(self, folder: Path) -> Build:
        """Make the EPUB of it below *folder*; posts that are left out may make the build fail."""
        posts = write_posts(folder / "posts", self.posts)
        for name, content in self.pictures.items():
            (posts / name).parent.mkdir(parents=True, exist_ok=True)
            (posts / name).write_bytes(content)
        settings = {"anthology_offline": 1, **self.settings}
        return build("epub", posts, folder / "out", **settings)


def _post(title: str, text: str, **facts: str) -> str:
    header = "".join(f"{name}: {value}\n" for name, value in {"title": title, **facts}.items())
    return f"---\n{header}---\n\n{text}\n"


# --- notes and works ----------------------------------------------------------------------

FOOTNOTES = """\
A remark[^a], the same remark again[^a], one with two paragraphs[^long], one in place^[Said *here*,
with a [link](https://example.org/).], and one in a table:

| Lamp | Oil |
|------|-----|
| Reed[^a] | Rape[^c] |

> A note in a quotation[^quoted].

- A note in a list[^c]

## A heading with a note[^head]

Nothing leads to the last one.

[^a]: The remark.
[^long]: First paragraph of it.

    Second paragraph, with `code` and a list:

    - one
    - two

[^c]: Of the rape plant, $x^2$.
[^quoted]: Said of the quotation.
[^head]: Said of the heading.
[^lost]: Nobody calls it.
"""

WORKS = """\
查找很重要[1]，也有人不这样看[2,3]，三者都有道理【1】。图书见 [4]，规范见（参考5）。上标<sup>[2]</sup>也算。

## 参考资料

1. Codd, E. F. (1970). A relational model of data for large shared data banks. *Communications of the ACM*, 13(6), 377–387. https://doi.org/10.1145/362384.362685
2. 李航. 统计学习方法[M]. 北京: 清华大学出版社, 2012.
3. [灯油的三种来历_新浪财经](https://finance.example.com/2025-02-22/doc-1.html)
4. 《营造法式》（李诫）
5. Fielding, R. et al. RFC 9110: HTTP Semantics. 2022. https://www.rfc-editor.org/rfc/rfc9110
"""

CITED_NOTES = """\
Relations are sets[^codd] (Codd, 1970). A second note is a remark[^remark].

[^codd]: Codd, E. F. (1970). A relational model of data for large shared data banks. *Communications of the ACM*, 13(6), 377–387.
[^remark]: Which is no work.

## Further reading

- [The length of a line](https://example.org/measure)
- Tufte, E. (1983). *The Visual Display of Quantitative Information*. Graphics Press.
"""

# --- figures of the text ------------------------------------------------------------------

FORMULAS = r"""
Inline $E = mc^2$ and \(a_1 \le b\), a price of $5 and another of $6.

$$
\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}
$$

$$
\begin{aligned} a &= b + c \\ d &= e \end{aligned}
$$

\begin{equation} f = \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases} \end{equation}

A matrix $\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}^{-1}$, letters $\mathbb{R} \mathcal{L}$,
words $\text{灯油}_{max}$, and one that nobody can read: $\frac{1}{$ and $\undefinedmacro{x}$.

## A heading with $\alpha_1$
"""

TABLES = """\
| Left | Centre | Right |
|:-----|:------:|------:|
| a    | b      | 1     |
| **c** | `d`   | [e](https://example.org/) |

| A column alone |
|---|
| x |

|  |  |
|---|---|
| no | head |

| 一 | 二 | 三 | 四 | 五 | 六 | 七 | 八 | 九 | 十 | 十一 | 十二 |
|---|---|---|---|---|---|---|---|---|---|---|---|
| aaaaaaaaaaaaaaaa | bbbbbbbbbbbbbbbb | cccccccccccccccc | d | e | f | g | h | i | j | k | lllllllllll |

<table><tr><td>raw</td><td>without a head</td></tr><tr><td colspan="2">wide</td></tr></table>

<table><caption>A caption</caption><thead><tr><th>H</th><th></th></tr></thead><tbody><tr><th>row</th><td>1</td></tr><tr><td rowspan="2">two</td><td>2</td></tr><tr><td>3</td></tr></tbody></table>
"""

CODE = '''\
Inline `code`, and blocks:

```python
import zipfile
from pathlib import Path


@decorator
class Lamp(Oil):
    """A *lamp*."""

    number: int = 66 + 0x1F

    def light(self, wick: str = "reed\\n") -> None:  # 点灯
        raise ValueError(f"no {wick!r}") if not wick else None
```

```js
const lamp = async ({ oil, ...rest }) => `${oil}` ?? /wick+/gi.exec(null); // 灯
```

```html
<p class="lamp" id=x>&amp; <!-- lit --></p>
<script>alert(1)</script>
```

```diff
- old line
+ new line
```

```sh
$ make epub BOOK="../my posts" | grep -v 'lamp' && echo $HOME
```

```sql
SELECT a, COUNT(*) FROM lamps WHERE oil IS NOT NULL GROUP BY a;
```

```yaml
lamp: {oil: true}  # 灯
```

```nolanguage
text <b>as it is</b> & nothing else
```

    indented code

``` {.c .numberLines}
#include <stdio.h>
int main(void) { return 0xffffffff /* a very long line that goes on and on and on and on and on and on */; }
```
'''

PICTURES = """\
![A lamp of brass](lamp.png)

![](nameless.jpg)

![图片](generic.webp)

![A red square, drawn](square.svg "A title of it")

A small one ![wick](lamp.png) in a line, and a linked one: [![lamp](nameless.jpg)](https://example.org/)

![a](lamp.png) ![b](square.svg)

<img src="generic.webp" width="40" height="30">

<figure><img src="lamp.png" alt=""><figcaption>Said below it.</figcaption></figure>

![one that is not there](gone.png)

![one that is far away](https://pictures.example.org/far.png)

[![](lamp.png)](https://example.org/nameless)
"""

# --- raw HTML and blocks ------------------------------------------------------------------

RAW = """\
<div align="center"><font color="red">Red</font> <b>bold <i>crossed</b> over</i> <u>u</u> <s>s</s></div>

<center>centred</center> <kbd>Ctrl</kbd>+<kbd>C</kbd>, H<sub>2</sub>O, x<sup>2</sup>, <mark>marked</mark>,
<abbr title="HyperText">HT</abbr>, <ruby>漢<rt>kan</rt></ruby>, <small>small</small>, <q>q</q>, <big>big</big>

<p>unclosed<p>and another<br>with a break<hr>

<ul><li>one<li>two<ol><li>inner</ul>

<details open><summary>What is <b>in</b> it</summary>

Hidden **text**.

</details>

<dl><dt>term<dd>what it is</dl>

<blockquote cite="https://example.org/">said<p>twice</blockquote>

<iframe src="https://www.youtube.com/embed/abc123" width="560"></iframe>

<video src="https://example.org/v.mp4" controls></video> <audio src="a.mp3"></audio>

<script>alert(1)</script><style>p { color: red }</style>

<form action="/x"><input type="text" name="a"><button>go</button><select><option>1</select></form>

<svg width="10" height="10"><circle r="5"/></svg> <math><mi>x</mi></math>

<h2 id="bad id with spaces">A raw heading</h2>

<a name="old-anchor"></a><a href="#old-anchor">to it</a>, <a href="#nowhere">to nowhere</a>, <a>no address</a>,
<a href="http://exa mple.org/a b?c=d&e=f">a broken address</a>, <a href="javascript:alert(1)">script</a>

<span style="color:#eee;background:#fff" onclick="x()" data-x=1 lang="xx-not-a-tag">pale</span>

<custom-tag attr>custom</custom-tag> <o:p></o:p> <p/> <br/> </div></p> < 5 && > 3 <notclosed

<!-- a comment -- with dashes -->

<table><tr><td>cell<td>cell<tr><td><table><tr><td>nested</table></table>

<pre>pre   <b>formatted</b>
  text</pre>

<img src="x" onerror="alert(1)"> <img> <![CDATA[cdata]]> <?php echo 1 ?> &nbsp;&copy;&unknown;&#0;&#x1F4A1;

<div id="1">numbers as ids</div><div id="1">twice</div>

<p><div>a block in a paragraph</div></p>

<a href="https://example.org/"><h3>A heading in a link</h3></a>
"""

BLOCKS = """\
1. one
   - inner
     1. deepest

        with a paragraph

     2. next
   - again
2. two

   ```sh
   code in a list
   ```

5) starts elsewhere

- [ ] to do
- [x] done
  - [ ] within

* loose

* list

:::note A title
Text of the note, with a list:

- one
:::

:::warning
Without a title.
:::

:::details What is hidden
### A heading in it

Hidden.
:::

> [!TIP]
> A tip of this kind.

!!! danger "Of the third kind"
    Indented text.

> Quotation
>
> > within a quotation
>
> — Who said it

Term
: What it means.

---

***

A line  \nwith a hard break, ~~struck~~, ==marked==, H~2~O, <https://example.org/auto>, www.example.org.
"""

# --- languages, lengths, odd posts --------------------------------------------------------

ENGLISH = "A post in English, “quoted”, with 中文 inside of it. It is long enough to tell. " * 3
JAPANESE = (
    "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。「ニャー」と泣いていた。" * 3
)
ARABIC = "هذا نص باللغة العربية عن المصابيح والزيت، مع كلمة English في وسطه، و[رابط](https://example.org/)."
HEBREW = "זהו טקסט בעברית על מנורות ושמן, עם מילה English באמצע, ועם **הדגשה**."

SKIPPING = """\
#### Four levels down

Text.

## Two

Text.

###### Six

## Two

Text.

## Two

### 😀 smile

### 😀

####

# Another title

Setext
======

## `code` and **bold** and [a link](https://example.org/)

**A bold line**

Text after it.
"""

EMOJI = (
    "灯 💡、人 👩🏽‍💻、旗 🇨🇳、键 1️⃣、心 ❤️，罕用字 𠮷 與 〇，零宽​空格，软­连字。\n\n## 💡 灯\n\n"
    + "😀" * 30
)

LONG = "\n\n".join(
    f"## 第 {number} 节\n\n" + "灯下读书，墨迹未干，窗外有雨。" * 150 for number in range(60)
)

BOOKS = {
    # Few books, because each costs pages that all books have.
    "figures": Golden(
        {
            "notes.md": _post("Notes", FOOTNOTES, date="2024-01-01"),
            "works.md": _post("文献", WORKS, lang="zh", date="2024-01-02"),
            "cited.md": _post("Cited notes", CITED_NOTES, date="2024-01-03"),
            "formulas.md": _post("Formulas", FORMULAS, date="2024-01-04"),
            "tables.md": _post("Tables", TABLES, date="2024-01-05"),
            "code.md": _post("Code", CODE, date="2024-01-06"),
            "pictures.md": _post("Pictures", PICTURES, date="2024-01-07"),
        },
        {
            "lamp.png": picture("PNG"),
            "nameless.jpg": picture("JPEG", (640, 480)),
            "generic.webp": picture("WEBP"),
            "square.svg": SVG,
        },
        {"language": "en"},
    ),
    "oddities": Golden(
        {
            "raw.md": _post("Raw <b>HTML</b> & more", RAW, lang="en", date="2024-01-01"),
            "blocks.md": _post("Blocks", BLOCKS, lang="en", date="2024-01-02"),
            "untitled.md": "只有正文，没有题目。\n",
            "empty.md": "",
            "header-only.md": _post("只有题目", ""),
            "skipping.md": _post("Headings that skip", SKIPPING, lang="en"),
            "emoji.md": _post("💡 灯", EMOJI),
            "long.md": _post("长文", LONG),
        }
    ),
    "languages": Golden(
        {
            "zh.md": _post("灯", "灯下读书，墨迹未干。" * 20, category="东", date="2024-01-01"),
            "en.md": _post("Lamps", ENGLISH, lang="en", category="West", date="2024-01-02"),
            "ja.md": _post("猫", JAPANESE, lang="ja", category="东", date="2024-01-03"),
            "ar.md": _post("مصابيح", ARABIC, lang="ar", category="West", date="2024-01-04"),
            "he.md": _post("מנורות", HEBREW, lang="he", category="West", date="2024-01-05"),
        },
        settings={
            "language": "zh_CN",
            "anthology_parts": "category",
            "anthology_publisher": "铅火社",
            "anthology_identifier": "978-7-100-11067-9",
            "anthology_subtitle": "副题",
            "anthology_description": "几种文字的书。",
        },
    ),
}
