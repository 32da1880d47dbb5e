"""Runs one notebook through Jupyter and writes the executed copy and a self-contained HTML page.

usage: run_notebook.py [--abridged] [--small-pictures] NOTEBOOK OUTPUT_FOLDER KERNEL

--abridged        every cell runs, but trainings are short: a cell's metadata may say {"abridged": {"text in the cell": "text instead"}}
--small-pictures  the executed copy holds pictures of at most 256 colours (Debian's pngquant), for keeping

The executed copy is written even when a cell fails, so that the failure can be looked at; the exit code is then 1.
The page loads nothing from anywhere: no require.js, no MathJax, every picture inside.
"""

import argparse
import base64
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.exporters import HTMLExporter

CELL_TIMEOUT_SECONDS = 900

PAGE_WITHOUT_REQUESTS = """
{%- extends 'index.html.j2' -%}
{%- block html_head_js_requirejs -%}{%- endblock html_head_js_requirejs -%}
{%- block html_head_js_mathjax -%}{%- endblock html_head_js_mathjax -%}
"""


class RequestFinder(HTMLParser):
    """Collects what a browser would fetch when it opens the page. Links to click on are not fetched."""

    def __init__(self):
        super().__init__()
        self.requests = []
        self._in_style = False

    def handle_starttag(self, tag, attrs):
        self._in_style = tag == "style"
        for name, value in attrs:
            fetched = name in ("src", "srcset", "poster", "data") or (name == "href" and tag in ("link", "image", "use"))
            if fetched and value and not value.startswith(("data:", "#")):
                self.requests.append(f"<{tag} {name}={value[:100]}>")
            if name == "style":
                self._look_at_style(value or "")

    def handle_endtag(self, tag):
        self._in_style = False

    def handle_data(self, data):
        if self._in_style:
            self._look_at_style(data)

    def _look_at_style(self, text):
        self.requests += [f"style url({url[:100]})" for url in re.findall(r"url\(\s*['\"]?((?:https?|file|//)[^)'\"]*)", text)]
        self.requests += [f"style import {url[:100]}" for url in re.findall(r"@import\s+['\"]?([^;'\"]+)", text)]


def abridge(notebook):
    """Replaces what cells say is to be replaced; a text that does not stand exactly once in its cell is an error."""
    for cell in notebook.cells:
        for text, instead in cell.metadata.get("abridged", {}).items():
            if cell.source.count(text) != 1:
                sys.exit(f"cell {cell.id}: its metadata abridges '{text}', which stands {cell.source.count(text)} times in it, not once")
            cell.source = cell.source.replace(text, instead)


def shrink_pictures(notebook):
    """A picture stays as it is where fewer colours would look bad or save nothing (pngquant then gives nothing, or more)."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            picture = output.get("data", {}).get("image/png")
            if picture is None:
                continue
            whole = base64.b64decode(picture)
            small = subprocess.run(["pngquant", "--speed", "1", "--quality", "60-95", "-"], input=whole, capture_output=True, check=False).stdout
            if 0 < len(small) < len(whole):
                output.data["image/png"] = base64.b64encode(small).decode("ascii")


def execute(notebook, path, kernel):
    """Runs all cells in order; returns None, or a text that says which cell failed and how."""
    client = NotebookClient(
        notebook, timeout=CELL_TIMEOUT_SECONDS, kernel_name=kernel,
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
    )
    try:
        client.execute()
    except CellExecutionError:
        return describe_failure(notebook)
    except CellTimeoutError:
        return f"a cell ran for more than {CELL_TIMEOUT_SECONDS} s"
    except DeadKernelError:
        return "the kernel died"
    return None


def describe_failure(notebook):
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                trace = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output.traceback) or f"{output.ename}: {output.evalue}")
                return f"cell {number} of {len(notebook.cells)} failed:\n\n{cell.source}\n\n{trace}"
    return "a cell failed without an error output"


def write_page(notebook, name, target):
    page, _ = HTMLExporter(raw_template=PAGE_WITHOUT_REQUESTS).from_notebook_node(
        notebook, resources={"metadata": {"name": name}}
    )
    target.write_text(page, encoding="utf-8")
    finder = RequestFinder()
    finder.feed(page)
    return finder.requests


def main(options):
    path, folder = options.notebook, options.folder
    notebook = nbformat.read(path, as_version=4)
    if options.abridged:
        abridge(notebook)
    begin = time.monotonic()
    failure = execute(notebook, path, options.kernel)
    seconds = time.monotonic() - begin
    if options.small_pictures:
        shrink_pictures(notebook)
    nbformat.write(notebook, folder / path.name)
    if failure:
        print(f"{path.name}: {failure}", file=sys.stderr)
        return 1
    requests = write_page(notebook, path.stem, folder / f"{path.stem}.html")
    if requests:
        print(f"{path.name}: its page is not self-contained; it would fetch:", *requests, sep="\n  ", file=sys.stderr)
        return 1
    cells = sum(cell.cell_type == "code" for cell in notebook.cells)
    print(f"{path.name}: {cells} code cells in {seconds:.1f} s")
    return 0


def read_options():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--abridged", action="store_true")
    parser.add_argument("--small-pictures", action="store_true")
    parser.add_argument("notebook", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("kernel")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main(read_options()))
