"""Read the settings of a blog from its own files: data only, nothing of them is ever run.

Each engine has one reader: parsed values (or the text, where the file is a program) in, a few
fields of :class:`Blog` out.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from ...model import Blog
from ..frontmatter.decode import load_yaml
from ..languages import language_tag
from ..patterns import regex

Values = dict[str, Any]
MAX_CHARACTERS = 200_000
_REMARKS = regex(r"^\s*//[^\n]*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)

_HUGO = [f"{stem}.{end}" for stem in ("hugo", "config") for end in ("toml", "yaml", "yml", "json")]
_HUGO += [f"config/_default/{name}" for name in _HUGO]
_HUGO += [f"config/_default/permalinks.{end}" for end in ("toml", "yaml", "yml", "json")]
_SCRIPTS = {
    "astro": ("astro.config.mjs", "astro.config.ts", "astro.config.js", "astro.config.cjs"),
    "docusaurus": ("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs"),
    "eleventy": (
        ".eleventy.js",
        "eleventy.config.js",
        "eleventy.config.mjs",
        "eleventy.config.cjs",
    ),
}
_PELICAN = ("pelicanconf.py", "publishconf.py")
# Every file that is looked at, below the blog's root.
NAMES: frozenset[str] = frozenset(
    [*_HUGO, "_config.yml", "_config.yaml", *_PELICAN, "package.json"]
    + [name for names in _SCRIPTS.values() for name in names]
)


def read_blog(files: Mapping[str, str], folder: str = "") -> Blog | None:
    """The blog whose settings *files* (name below its root -> text) are; None when they are none.

    Raises:
        ValueError: a file is broken; the message begins with its name.
    """
    facts: Values = {}
    for reader in (_read_hugo, _read_yaml_config, _read_pelican, _read_scripts, _read_package):
        facts = reader(files)
        if facts:
            break
    if not facts:
        return None
    return Blog(
        folder=folder,
        generator=facts["generator"],
        base_url=clean_base(facts.get("base_url")),
        permalinks=clean_permalinks(facts.get("permalinks")),
        language=language_tag(_plain(facts.get("language"))) or "",
        author=_plain(facts.get("author")),
        licence=_plain(facts.get("licence")),
        timezone=_plain(facts.get("timezone")),
    )


def clean_base(value: Any) -> str:
    """An http address without a slash at its end; empty for anything else."""
    text = _plain(value).rstrip("/")
    if not re.match(r"https?://(?:[\w-]+\.)+[\w-]+(?::\d+)?(?:/[^\s?#]*)?$", text):
        return ""
    return text if not re.search(r"//(?:www\.)?example\.(?:com|org)\b", text) else ""


def clean_permalinks(value: Any) -> tuple[tuple[str, str], ...]:
    """One pattern, or patterns by section."""
    if isinstance(value, str):
        return (("", value),) if value.strip() else ()
    if isinstance(value, dict):
        if isinstance(value.get("page"), dict):  # Hugo since 0.131
            value = value["page"]
        pairs = ((str(k).strip("/"), v) for k, v in value.items() if isinstance(v, str))
        return tuple((section, pattern) for section, pattern in pairs if pattern.strip())
    return ()


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("title")
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, (bool, list, dict)) or value is None:
        return ""
    return " ".join(str(value).split())


# --- files of values -------------------------------------------------------------------------


def parse(name: str, text: str) -> Values:
    """TOML, YAML or JSON, by the file's name.

    Raises:
        ValueError: it cannot be read, and why.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"{name}: longer than {MAX_CHARACTERS} characters")
    try:
        if name.endswith(".toml"):
            value: Any = tomllib.loads(text)
        elif name.endswith(".json"):
            value = json.loads(text)
        else:
            value = load_yaml(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{name}: {error}") from error
    return {str(k): v for k, v in value.items()} if isinstance(value, dict) else {}


def _folded(values: Values) -> Values:
    """Hugo and Hexo do not tell `baseURL` from `baseurl`."""
    return {key.lower(): value for key, value in values.items()}


def _read_hugo(files: Mapping[str, str]) -> Values:
    """Hugo; and Zola, which calls its file `config.toml` as well."""
    found: Values = {}
    for name in (name for name in _HUGO if name in files):
        values = parse(name, files[name])
        if "permalinks." in name:
            values = {"permalinks": values}
        elif "base_url" in values and "baseurl" not in _folded(values):
            return _zola(values)
        found = {**_folded(values), **found}
    if not found or not {"baseurl", "permalinks", "languagecode", "theme", "title"} & found.keys():
        return {}
    params = found.get("params")
    params = _folded(params) if isinstance(params, dict) else {}
    return {
        "generator": "hugo",
        "base_url": found.get("baseurl"),
        "permalinks": _with_languages(found),
        "language": found.get("defaultcontentlanguage") or found.get("languagecode"),
        "author": params.get("author") or found.get("author"),
        "licence": params.get("license") or params.get("licence"),
        "timezone": found.get("timezone"),
    }


def _with_languages(found: Values) -> Any:
    """Hugo's patterns, and those of the default language's own content folder.

    `content/zh/post/x.md` is at `/post/x/`, unless the default language is at `/zh/` as well.
    """
    languages = found.get("languages")
    name = str(found.get("defaultcontentlanguage") or "en")
    own = languages.get(name) if isinstance(languages, dict) else None
    folder = str(_folded(own).get("contentdir") or "") if isinstance(own, dict) else ""
    below = re.fullmatch(r"/?content/([\w-]+)/?", folder)
    if below is None or found.get("defaultcontentlanguageinsubdir") is True:
        return found.get("permalinks")
    given = dict(clean_permalinks(found.get("permalinks")))
    moved = {
        f"{below[1]}/{section}".rstrip("/"): pattern.replace(":sections", ":sections[1:]")
        for section, pattern in {"": "/:sections/:slugorcontentbasename/", **given}.items()
    }
    return {**given, **moved}


def _zola(values: Values) -> Values:
    extra = values.get("extra")
    extra = extra if isinstance(extra, dict) else {}
    return {
        "generator": "zola",
        "base_url": values["base_url"],
        "language": values.get("default_language"),
        "author": values.get("author") or extra.get("author"),
        "licence": extra.get("license"),
    }


_HEXO_KEYS = {"deploy", "new_post_name", "source_dir", "public_dir", "per_page", "index_generator",
              "default_layout", "skip_render", "tag_dir"}  # fmt: skip


def _read_yaml_config(files: Mapping[str, str]) -> Values:
    """`_config.yml` is Jekyll's or Hexo's: Hexo's default file has keys that Jekyll knows not."""
    name = next((n for n in ("_config.yml", "_config.yaml") if n in files), None)
    if name is None:
        return {}
    values = parse(name, files[name])
    hexo = len(_HEXO_KEYS & values.keys()) >= 2 or ":lang" in str(values.get("permalink"))
    base = _plain(values.get("url")).rstrip("/")
    below = _plain(values.get("baseurl")).strip("/")
    return {
        "generator": "hexo" if hexo else "jekyll",
        "base_url": f"{base}/{below}" if base and below and not hexo else base,
        "permalinks": values.get("permalink"),
        "language": values.get("language" if hexo else "lang") or values.get("locale"),
        "author": values.get("author"),
        "licence": values.get("license"),
        "timezone": values.get("timezone"),
    }


# --- files that are programs -----------------------------------------------------------------


def _read_pelican(files: Mapping[str, str]) -> Values:
    """Constants assigned at the top of `pelicanconf.py`; `publishconf.py` knows the address."""
    found: Values = {}
    for name in _PELICAN:
        found.update({k: v for k, v in constants(name, files.get(name, "")).items() if v})
    if not found:
        return {}
    return {
        "generator": "pelican",
        "base_url": found.get("SITEURL"),
        "permalinks": found.get("ARTICLE_URL") or found.get("ARTICLE_SAVE_AS"),
        "language": found.get("DEFAULT_LANG"),
        "author": found.get("AUTHOR"),
        "licence": found.get("LICENSE"),
        "timezone": found.get("TIMEZONE"),
    }


def constants(name: str, text: str) -> Values:
    """Names that a Python file gives constant values, without running it.

    Raises:
        ValueError: it is no Python.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"{name}: longer than {MAX_CHARACTERS} characters")
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"{name}: {error}") from error
    found: Values = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found[target.id] = node.value.value
    return found


def _read_scripts(files: Mapping[str, str]) -> Values:
    """Strings that a JavaScript file gives to a few keys."""
    for generator, names in _SCRIPTS.items():
        text = next((files[name] for name in names if name in files), None)
        if text is None:
            continue
        text = _REMARKS.sub("", text[:MAX_CHARACTERS])
        site, base = _literal(text, "site", "url"), _literal(text, "base", "baseUrl")
        below = base.strip("/")
        return {
            "generator": generator,
            "base_url": f"{site.rstrip('/')}/{below}" if site and below else site,
            "language": _literal(text, "defaultLocale", "lang"),
        }
    return {}


def _literal(text: str, *keys: str) -> str:
    for key in keys:
        match = re.search(rf"\b{key}\s*:\s*(['\"`])([^'\"`\n$]*)\1", text)
        if match:
            return match[2]
    return ""


def _read_package(files: Mapping[str, str]) -> Values:
    """`package.json` tells the engine by what it depends on."""
    if "package.json" not in files:
        return {}
    values = parse("package.json", files["package.json"])
    needs = {
        str(name)
        for key in ("dependencies", "devDependencies")
        if isinstance(values.get(key), dict)
        for name in values[key]
    }
    engines = {"hexo": "hexo", "astro": "astro", "@11ty/eleventy": "eleventy",
               "@docusaurus/core": "docusaurus"}  # fmt: skip
    generator = next((engine for name, engine in engines.items() if name in needs), None)
    return {"generator": generator} if generator else {}
