SITEURL = "https://pelican.example.org"
AUTHOR = "M. Quill"
DEFAULT_LANG = "en"
ARTICLE_URL = "{date:%Y}/{slug}.html"
