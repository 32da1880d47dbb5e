"""Start, restart and end of the process."""

import os
import signal
import subprocess
import sys
import time
import unittest

from kernel_client import KERNEL, LIMIT, connect, run, start


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ends(pid):
    limit = time.time() + LIMIT
    while is_alive(pid) and time.time() < limit:
        time.sleep(0.05)
    return not is_alive(pid)


def pid_of(client):
    return int(run(client, "Environment.ProcessId").value)


class Lifetime(unittest.TestCase):
    def setUp(self):
        self.manager, self.client = start()

    def tearDown(self):
        self.client.stop_channels()
        if self.manager.is_alive():
            self.manager.shutdown_kernel(now=True)

    def request_shutdown(self):
        self.client.control_channel.send(self.client.session.msg("shutdown_request", {"restart": False}))
        return self.client.get_control_msg(timeout=LIMIT)["content"]

    def test_shutdown_is_answered_and_ends_the_process_cleanly(self):
        process = self.manager.provisioner.process
        self.assertEqual(self.request_shutdown(), {"status": "ok", "restart": False})
        self.assertEqual(process.wait(timeout=LIMIT), 0)

    def test_shutdown_ends_a_running_cell(self):
        process = self.manager.provisioner.process
        self.client.execute("while (true) { }")
        time.sleep(0.5)
        self.request_shutdown()
        self.assertEqual(process.wait(timeout=LIMIT), 0)

    def test_restart_forgets_everything(self):
        run(self.client, "var old = 1;")
        before = pid_of(self.client)
        self.client.stop_channels()
        self.manager.restart_kernel()
        self.client = connect(self.manager)
        self.assertNotEqual(pid_of(self.client), before)
        self.assertEqual(run(self.client, "old").status, "error")

    def test_ctrl_c_in_the_terminal_does_not_end_the_kernel(self):
        os.kill(pid_of(self.client), signal.SIGINT)
        self.assertEqual(run(self.client, "1 + 1").value, "2")


class Orphans(unittest.TestCase):
    def test_the_kernel_ends_when_its_parent_is_killed(self):
        script = (
            "import kernel_client, time\n"
            "manager, client = kernel_client.start()\n"
            "print(kernel_client.run(client, 'Environment.ProcessId').value, flush=True)\n"
            "time.sleep(600)\n")
        parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        kernel = int(parent.stdout.readline())
        self.assertTrue(is_alive(kernel))
        parent.kill()
        parent.wait()
        parent.stdout.close()
        self.assertTrue(ends(kernel))


class BadStart(unittest.TestCase):
    def start_with(self, connection):
        from jupyter_client.kernelspec import KernelSpecManager
        import json, tempfile
        argv = KernelSpecManager().get_kernel_spec(KERNEL).argv
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write(connection if isinstance(connection, str) else json.dumps(connection))
            file.flush()
            return subprocess.run([a.replace("{connection_file}", file.name) for a in argv], capture_output=True, text=True, timeout=LIMIT)

    def test_other_addresses_than_loopback_are_refused(self):
        ports = {f"{name}_port": 5000 + i for i, name in enumerate(["shell", "iopub", "stdin", "control", "hb"])}
        result = self.start_with({"transport": "tcp", "ip": "0.0.0.0", "key": "k", "signature_scheme": "hmac-sha256", **ports})
        self.assertEqual(result.returncode, 1)
        self.assertIn("loopback", result.stderr)

    def test_a_broken_connection_file_is_named(self):
        result = self.start_with("{")
        self.assertEqual(result.returncode, 1)
        self.assertIn("not valid JSON", result.stderr)
