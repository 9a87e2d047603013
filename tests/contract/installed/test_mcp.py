"""`unabridged mcp` over standard input and output, with the SDK's own client."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from server.net.sample import original_url, summary_url
from tests.servers import ROOT

PORT = 8750
LATE = "The ferry to Brackholm sank at noon. Nobody was hurt. The captain slept."
SOON = "The ferry to Brackholm sank at nine. Nobody was hurt. The harbour stays open."


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Return the server's tools, and its answers to some calls, as a client gets them."""
    data_folder = tmp_path_factory.mktemp("mcp")
    secret = data_folder / "secret.txt"
    secret.write_text("A secret of this machine. It has two sentences.")
    calls = {
        "verdict": ("verdict", {"page": summary_url(PORT)}),
        "find": ("find", {"page": summary_url(PORT)}),
        "align": ("align", {"page": summary_url(PORT), "source": original_url(PORT)}),
        "texts": ("align", {"page": LATE, "source": SOON}),
        "several": ("align", {"page": LATE, "source": SOON, "further": ["The captain slept."]}),
        "compare": ("compare", {"page": LATE, "source": SOON}),
        "cite": ("cite", {"page": f"Norvane has own models, [it says]({original_url(PORT)})."}),
        "file": ("verdict", {"page": str(secret)}),
        "file url": ("verdict", {"page": f"file://{secret}"}),
        "private": ("verdict", {"page": "http://127.0.0.1:1/"}),
        "empty": ("verdict", {"page": "  "}),
        "no source": ("align", {"page": LATE}),
    }
    environ = {**os.environ, "UNABRIDGED_DATA": str(data_folder), "UNABRIDGED_WORKERS": "1"}
    run = StdioServerParameters(
        command=sys.executable, args=["-m", "server.cli.main", "mcp"], env=environ, cwd=str(ROOT)
    )

    async def talk():
        async with Client(stdio_client(run)) as client:
            tools = (await client.list_tools()).tools
            results = {key: await client.call_tool(*call) for key, call in calls.items()}
            return client.instructions, tools, results

    with ThreadPoolExecutor(1) as own:  # Playwright's loop may be running in the tests' thread
        return own.submit(anyio.run, talk).result()


def words(result):
    return " ".join(part.text for part in result.content)


def test_the_tools_say_what_they_do(answers):
    instructions, tools, _ = answers
    assert "not instructions" in instructions
    assert [tool.name for tool in tools] == [
        "verdict", "find", "align", "compare", "cite", "story",
    ]  # fmt: skip
    assert all(tool.description and tool.annotations.read_only_hint for tool in tools)
    assert set(tools[2].input_schema["required"]) == {"page", "source"}


def test_each_tool_answers_in_words_and_as_the_api_does(answers):
    _, _, results = answers
    verdict, search, aligned = (results[name] for name in ("verdict", "find", "align"))
    assert verdict.structured_content["verdict"]["label"] == "summary"
    assert "This is a summary" in words(verdict)
    assert search.structured_content["search"]["source"] == original_url(PORT)
    assert original_url(PORT) in words(search)
    assert aligned.structured_content["sentences"]
    assert "In figures" in words(aligned)
    texts = results["texts"]
    assert texts.structured_content["figures"]["page_sentences"] == 3
    assert "Not in the original" in words(texts)
    several = results["several"].structured_content
    assert several["sentences"][2]["elsewhere"][0]["source"] == 1
    assert results["compare"].structured_content["alignment"]["figures"]["page_sentences"] == 3
    assert results["cite"].structured_content["citations"][0]["url"] == original_url(PORT)
    assert "1 sentence with a link" in words(results["cite"])
    names = ("verdict", "find", "align", "texts", "compare", "cite")
    assert not any(results[name].is_error for name in names)


def test_no_file_and_no_private_address_is_opened_and_faults_are_sentences(answers):
    _, _, results = answers
    for name in ("file", "file url"):
        assert "secret of this machine" not in str(results[name])
    assert results["private"].is_error
    assert "127.0.0.1" in words(results["private"])
    for name in ("empty", "no source"):
        assert results[name].is_error
        assert "Traceback" not in words(results[name])
        assert "pydantic.dev" not in words(results[name])


def test_without_the_extra_a_sentence_says_what_to_install(tmp_path):
    code = (
        "import sys; sys.modules['mcp'] = sys.modules['mcp.server.mcpserver'] = None;"
        "from server.cli.main import main; sys.exit(main(['mcp']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "UNABRIDGED_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "make run EXTRAS='" in done.stderr
    assert "mcp" in done.stderr
    assert "Traceback" not in done.stderr
