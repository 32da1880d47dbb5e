"""Interrupts: whatever a cell does, it stops, and everything computed before is kept."""

import time

from kernel_client import KernelCase, LIMIT, drain, reply, wait_for


class Interrupts(KernelCase):
    def start_cell(self, code):
        """Starts a cell and waits until it runs."""
        self.client.execute('Console.Write("running");\n' + code)
        wait_for(self.client, lambda m: m["msg_type"] == "stream")

    def interrupt(self, code):
        """Runs code that does not end by itself, interrupts it and returns the reply."""
        self.ok("var kept = 41;")
        self.start_cell(code)
        self.manager.interrupt_kernel()
        answer = reply(self.client)["content"]
        drain(self.client, 0.2)
        self.assertEqual(self.ok("kept + 1").value, "42")
        return answer

    def assert_interrupted(self, code):
        answer = self.interrupt(code)
        self.assertEqual((answer["status"], answer.get("ename")), ("error", "Interrupted"), answer)
        self.assertIn("variables are kept", answer["traceback"][0])

    def test_endless_loop(self):
        self.assert_interrupted("while (true) { }")

    def test_variables_of_the_interrupted_cell_are_kept(self):
        self.assert_interrupted("var started = 7; while (true) { started = 8; Thread.Sleep(1); }")
        self.assertEqual(self.ok("started").value, "8")

    def test_sleep(self):
        self.assert_interrupted("Thread.Sleep(100_000);")

    def test_await_without_token(self):
        self.assert_interrupted("await Task.Delay(100_000);")

    def test_await_with_token(self):
        self.assert_interrupted("await Task.Delay(100_000, cancellation);")

    def test_finally_runs(self):
        self.assert_interrupted('var cleaned = false; try { while (true) { } } finally { cleaned = true; }')
        self.assertEqual(self.ok("cleaned").value, "true")

    def test_parallel_for(self):
        self.assert_interrupted("Parallel.For(0, 4, i => { while (true) { } });")

    def test_task_that_is_waited_for_ends_too(self):
        self.assert_interrupted("var steps = 0L; Task.Run(() => { while (true) steps++; }).Wait();")
        self.assertEqual(self.ok("var before = steps; Thread.Sleep(50); before == steps").value, "true")

    def test_recursion_without_a_loop(self):
        self.assert_interrupted("int Depth(int n) => n == 0 ? 0 : Depth(n - 1) + Depth(n - 1); Depth(60)")

    def test_library_code_that_calls_back(self):
        self.assert_interrupted("Enumerable.Range(0, int.MaxValue).Select(x => (double)x).Where(x => x % 3 == 1).Sum(Math.Sqrt)")

    def test_parallel_for_without_a_block(self):
        self.assert_interrupted("long Spin(int i) { while (true) i++; } Parallel.For(0, 4, i => Spin(i));")

    def test_several_times_in_a_row(self):
        for _ in range(3):
            self.assert_interrupted("Enumerable.Range(0, int.MaxValue).Max(x => Math.Sqrt(x))")

    def test_code_that_cannot_be_stopped_is_left_behind_and_the_kernel_goes_on(self):
        answer = self.interrupt(
            '[System.Runtime.InteropServices.DllImport("libc")] static extern int usleep(uint us); usleep(12_000_000);')
        self.assertIn("goes on in the background", answer["traceback"][0])

    def test_a_second_interrupt_aborts(self):
        self.start_cell("void Spin() { again: goto again; } Spin();")
        self.manager.interrupt_kernel()
        warning = wait_for(self.client, lambda m: m["msg_type"] == "stream")
        self.assertIn("once more", warning["content"]["text"])
        self.manager.interrupt_kernel()
        self.assertIn("variables are kept", reply(self.client)["content"]["traceback"][0])
        drain(self.client, 0.2)
        self.assertEqual(self.ok("1").value, "1")

    def test_a_cell_may_end_by_itself(self):
        answer = self.interrupt('while (!cancellation.IsCancellationRequested) Thread.Sleep(10);')
        self.assertEqual(answer["status"], "ok")

    def test_waiting_for_input(self):
        self.client.execute("Console.ReadLine();", allow_stdin=True)
        self.client.get_stdin_msg(timeout=LIMIT)
        self.manager.interrupt_kernel()
        self.assertEqual(reply(self.client)["content"]["ename"], "Interrupted")
        drain(self.client, 0.2)

    def test_nothing_happens_when_no_cell_runs(self):
        self.manager.interrupt_kernel()
        time.sleep(0.5)  # the client does not wait for the answer, and the next cell is not meant
        self.assertEqual(self.ok("while (false) { } 5").value, "5")

    def test_blocking_on_asynchronous_code_is_no_deadlock(self):
        code = "async Task<int> Later() { await Task.Delay(20); await Task.Delay(20); return 3; }\nLater().Result"
        self.assertEqual(self.ok(code).value, "3")
