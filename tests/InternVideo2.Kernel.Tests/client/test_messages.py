"""What the conformance tests leave out: displays, input, queues, signatures, late output."""

import json
from queue import Empty

from jupyter_client import BlockingKernelClient

from kernel_client import KernelCase, LIMIT, drain, reply, run, wait_for


class Displays(KernelCase):
    def test_update_replaces_the_display_in_place(self):
        result = self.ok('var handle = display("one"); Thread.Sleep(150); handle.Update("two");')
        shown, updated = result.of_type("display_data")[0], result.of_type("update_display_data")[-1]
        self.assertEqual(shown["data"]["text/plain"], "one")
        self.assertEqual(updated["data"]["text/plain"], "two")
        self.assertEqual(shown["transient"]["display_id"], updated["transient"]["display_id"])

    def test_a_later_cell_can_update_the_display(self):
        first = self.ok('var kept = display("a");').of_type("display_data")[0]
        update = self.ok('kept.Update("b");').of_type("update_display_data")[0]
        self.assertEqual(update["transient"]["display_id"], first["transient"]["display_id"])

    def test_progress_moves_without_flooding_and_arrives(self):
        result = self.ok("foreach (var i in progress(Enumerable.Range(0, 2000), \"step\")) Thread.Sleep(i % 20 == 0 ? 5 : 0);")
        updates = result.of_type("update_display_data")
        self.assertGreater(len(updates), 1)
        self.assertLess(len(updates), 200)
        self.assertIn("2000/2000", updates[-1]["data"]["text/plain"])

    def test_json_types_become_objects(self):
        code = """
            class Chart {
                public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string> {
                    ["application/vnd.plotly.v1+json"] = "{\\"data\\":[1,2]}", ["image/png"] = "AAAA", ["text/plain"] = "a chart" };
                public IReadOnlyDictionary<string, string> ToMimeMetadata() => new Dictionary<string, string> {
                    ["image/png"] = "{\\"width\\":640}" };
            }
            new Chart()"""
        result = self.ok(code).of_type("execute_result")[0]
        self.assertEqual(result["data"]["application/vnd.plotly.v1+json"], {"data": [1, 2]})
        self.assertEqual(result["data"]["image/png"], "AAAA")
        self.assertEqual(result["metadata"], {"image/png": {"width": 640}})

    def test_order_of_text_and_displays_is_kept(self):
        result = self.ok('Console.Write("1"); display("2"); Console.Error.Write("3"); Console.Write("4"); 5')
        order = [m["content"].get("text") or m["content"]["data"]["text/plain"] for m in result.messages
                 if m["msg_type"] in ("stream", "display_data", "execute_result")]
        self.assertEqual(order, ["1", "2", "3", "4", "5"])

    def test_clear_output_waits_if_asked(self):
        self.assertTrue(self.ok("clear_output(wait: true);").of_type("clear_output")[0]["wait"])

    def test_silent_cells_publish_no_result_and_do_not_count(self):
        before = self.ok("1").reply["execution_count"]
        result = self.ok("2", silent=True)
        self.assertEqual(result.of_type("execute_result"), [])
        self.assertEqual(result.of_type("execute_input"), [])
        self.assertEqual(self.ok("3").reply["execution_count"], before + 1)

    def test_user_expressions_are_evaluated_and_declare_nothing(self):
        result = self.run_cell("var u = 20;", user_expressions={"sum": "u + 1", "bad": "nothing"})
        values = result.reply["user_expressions"]
        self.assertEqual(values["sum"]["data"]["text/plain"], "21")
        self.assertEqual(values["bad"]["status"], "error")


class Streams(KernelCase):
    def test_many_lines_come_complete_in_few_messages(self):
        result = self.ok("for (var i = 0; i < 20000; i++) Console.WriteLine(i);")
        self.assertEqual(result.stream(), "".join(f"{i}\n" for i in range(20000)))
        self.assertLess(len(result.of_type("stream")), 200)

    def test_output_is_seen_while_the_cell_runs(self):
        self.client.execute('Console.Write("early"); while (!cancellation.IsCancellationRequested) Thread.Sleep(10);')
        message = wait_for(self.client, lambda m: m["msg_type"] == "stream")
        self.assertEqual(message["content"]["text"], "early")
        self.manager.interrupt_kernel()
        self.assertEqual(reply(self.client)["content"]["status"], "ok")

    def test_characters_beyond_the_basic_plane_survive(self):
        text = "a\U0001F600" * 9000
        self.assertEqual(self.ok('for (var i = 0; i < 9000; i++) Console.Write("a\\U0001F600");').stream(), text)

    def test_native_output_is_shown(self):
        code = """
            using System.Runtime.InteropServices;
            [DllImport("libc")] static extern int puts(string text);
            puts("from C");"""
        self.assertIn("from C\n", self.ok(code).stream())

    def test_output_of_a_child_process_is_shown(self):
        self.assertIn("from a child", self.ok('System.Diagnostics.Process.Start("echo", "from a child").WaitForExit();').stream())

    def test_late_output_belongs_to_the_cell_that_caused_it(self):
        first = self.ok('_ = Task.Run(async () => { await Task.Delay(400); Console.WriteLine("late"); });')
        second = self.ok("2")
        late = wait_for(self.client, lambda m: m["msg_type"] == "stream")
        self.assertEqual(late["content"]["text"], "late\n")
        self.assertEqual(late["parent_header"]["msg_id"], first.messages[0]["parent_header"]["msg_id"])
        self.assertNotEqual(late["parent_header"]["msg_id"], second.messages[0]["parent_header"]["msg_id"])

    def test_uncaught_exceptions_on_threads_are_shown_and_survived(self):
        code = 'var thread = new Thread(() => throw new InvalidOperationException("thread died")); thread.Start(); Thread.Sleep(500);'
        self.assertIn("thread died", self.ok(code).stream("stderr"))
        self.assertEqual(self.ok("1 + 1").value, "2")


class Input(KernelCase):
    def ask(self, code, answers):
        prompts = []

        def answer(message):
            prompts.append(message["content"])
            self.client.input(answers.pop(0))

        result = run(self.client, code, allow_stdin=True, stdin_hook=answer)
        self.assertEqual(result.status, "ok", result.reply.get("traceback"))
        return result, prompts

    def test_console_read_line(self):
        result, _ = self.ask("var first = Console.ReadLine(); var second = Console.ReadLine(); first + second", ["ab", "cd"])
        self.assertEqual(result.value, "abcd")

    def test_prompts_and_passwords(self):
        _, prompts = self.ask('input("Name?"); password("Secret?");', ["x", "y"])
        self.assertEqual(prompts, [{"prompt": "Name?", "password": False}, {"prompt": "Secret?", "password": True}])

    def test_a_client_without_input_gets_a_clear_error(self):
        result = self.run_cell("Console.ReadLine()", allow_stdin=False)
        self.assertEqual(result.status, "error")
        self.assertIn("takes no input", result.reply["evalue"])


class Queue(KernelCase):
    def replies(self, count):
        return [reply(self.client) for _ in range(count)]

    def test_cells_queued_behind_an_error_are_aborted_but_other_requests_answered(self):
        self.client.execute("Thread.Sleep(300); throw new Exception();")
        self.client.execute("var never = 1;")
        self.client.complete("Console.ReadL")
        self.client.execute("var never2 = 1;")
        types = [(m["msg_type"], m["content"]["status"]) for m in self.replies(4)]
        self.assertEqual(types, [("execute_reply", "error"), ("execute_reply", "aborted"), ("complete_reply", "ok"), ("execute_reply", "aborted")])
        drain(self.client, 0.3)
        self.assertEqual(self.run_cell("never").status, "error")
        self.assertEqual(self.ok("1").value, "1")

    def test_without_stop_on_error_the_queue_goes_on(self):
        self.client.execute("Thread.Sleep(200); throw new Exception();", stop_on_error=False)
        self.client.execute("2")
        self.assertEqual([m["content"]["status"] for m in self.replies(2)], ["error", "ok"])
        drain(self.client, 0.3)


class Protocol(KernelCase):
    def test_messages_with_a_wrong_key_are_ignored(self):
        with open(self.manager.connection_file) as file:
            info = json.load(file)
        stranger = BlockingKernelClient()
        stranger.load_connection_info({**info, "key": "wrong"})
        stranger.start_channels(iopub=False, stdin=False, hb=False)
        stranger.execute('System.IO.File.WriteAllText("should-not-exist", "");')
        with self.assertRaises(Empty):
            stranger.get_shell_msg(timeout=1)
        stranger.stop_channels()
        self.assertEqual(self.ok('System.IO.File.Exists("should-not-exist")').value, "false")

    def test_kernel_info_is_answered_on_control_while_a_cell_runs(self):
        self.client.execute("Thread.Sleep(1500);")
        wait_for(self.client, lambda m: m["msg_type"] == "execute_input")
        control = self.client.control_channel
        control.send(self.client.session.msg("kernel_info_request", {}))
        answer = self.client.get_control_msg(timeout=LIMIT)
        self.assertEqual(answer["content"]["language_info"]["name"], "C#")
        reply(self.client)
        drain(self.client, 0.3)

    def test_comms_are_refused_at_once(self):
        message = self.client.session.msg("comm_open", {"comm_id": "c1", "target_name": "nobody", "data": {}})
        self.client.shell_channel.send(message)
        closed = wait_for(self.client, lambda m: m["msg_type"] == "comm_close")
        self.assertEqual(closed["content"]["comm_id"], "c1")
        self.client.comm_info()
        self.assertEqual(reply(self.client)["content"]["comms"], {})

    def test_cursor_positions_count_code_points(self):
        code = '/* \U0001F600 */ Console.ReadL'
        self.client.complete(code, len(code))
        answer = reply(self.client)["content"]
        self.assertEqual((answer["matches"], answer["cursor_start"], answer["cursor_end"]), (["ReadLine"], len(code) - 5, len(code)))
        self.assertEqual(answer["metadata"]["_jupyter_types_experimental"][0]["type"], "function")

    def test_errors_carry_the_cells_line_and_no_engine_frames(self):
        result = self.run_cell('void Fail()\n{\n    throw new InvalidOperationException("here");\n}\nFail();')
        trace = "\n".join(result.reply["traceback"])
        self.assertIn(f"in cell {result.reply['execution_count']}, line 3", trace)
        self.assertNotIn("InternVideo2.Kernel", trace)

    def test_compile_errors_point_at_the_place(self):
        trace = self.run_cell("var a = 1;\nvar b = c;").reply["traceback"]
        self.assertIn("(2,9): error CS0103", trace[0])
        self.assertEqual(trace[2].replace("\x1b[31m", "").replace("\x1b[0m", ""), "            ^")
