"""Starts the C# kernel for the tests and talks to it. The kernelspec lies in a scratch folder named by JUPYTER_PATH."""

import unittest
from queue import Empty

from jupyter_client.manager import KernelManager

KERNEL = "csharp-under-test"
LIMIT = 60  # seconds; generous, because the machine may be busy


class Result:
    """The reply of one cell and what was published while it ran."""

    def __init__(self, reply, messages):
        self.reply = reply["content"]
        self.messages = messages

    @property
    def status(self):
        return self.reply["status"]

    def of_type(self, message_type):
        return [m["content"] for m in self.messages if m["msg_type"] == message_type]

    def stream(self, name="stdout"):
        return "".join(c["text"] for c in self.of_type("stream") if c["name"] == name)

    @property
    def value(self):
        results = self.of_type("execute_result")
        return results[0]["data"]["text/plain"] if results else None


class KernelCase(unittest.TestCase):
    """A kernel for each test class, shared by its tests."""

    @classmethod
    def setUpClass(cls):
        cls.manager, cls.client = start()

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel(now=False)

    def run_cell(self, code, **options):
        return run(self.client, code, **options)

    def ok(self, code, **options):
        result = self.run_cell(code, **options)
        self.assertEqual(result.status, "ok", result.reply.get("traceback"))
        return result


def start():
    manager = KernelManager(kernel_name=KERNEL)
    manager.start_kernel()
    return manager, connect(manager)


def connect(manager):
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=LIMIT)
    return client


def run(client, code, **options):
    messages = []
    options.setdefault("allow_stdin", False)
    reply = client.execute_interactive(code, output_hook=messages.append, timeout=LIMIT, **options)
    return Result(reply, messages)


def reply(client):
    """The next answer on the shell channel; those to the kernel_info requests of the start may still be under way."""
    while True:
        message = client.get_shell_msg(timeout=LIMIT)
        if message["msg_type"] != "kernel_info_reply":
            return message


def drain(client, seconds):
    """All messages that are published within some seconds."""
    messages = []
    while True:
        try:
            messages.append(client.get_iopub_msg(timeout=seconds))
        except Empty:
            return messages


def wait_for(client, accept):
    """The first published message that is accepted; everything before it is dropped."""
    while True:
        message = client.get_iopub_msg(timeout=LIMIT)
        if accept(message):
            return message
