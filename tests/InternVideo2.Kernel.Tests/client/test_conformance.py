"""Jupyter's own conformance tests (package jupyter_kernel_test) with everything this kernel offers."""

import jupyter_kernel_test

from kernel_client import KERNEL


class CSharpKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("something is wrong");'
    completion_samples = [
        {"text": "Console.ReadL", "matches": {"ReadLine"}},
        {"text": "System.Globaliz", "matches": {"Globalization"}},
        {"text": '"text".Ins', "matches": {"Insert"}},
        {"text": "new List<int>().ConvertA", "matches": {"ConvertAll"}},
        {"text": "foreac", "matches": {"foreach"}},
    ]
    complete_code_samples = ["1 + 1", "var a = 2;", "int F(int n)\n{\n    return n;\n}", "", "#!time\n1"]
    incomplete_code_samples = ["int F(int n)\n{", "var list = new List<int>(", "for (var i = 0; i < 3; i++)"]
    invalid_code_samples = ["var 1a = 2;", "class { } }", "x = );"]
    code_generate_error = 'throw new InvalidOperationException("on purpose");'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"text"', "result": "text"},
        {"code": "new[] { 1.5, 2 }", "result": "[1.5, 2]"},
        {"code": 'HTML("<b>bold</b>")', "result": "<b>bold</b>", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<i>x</i>"));', "mime": "text/html"},
        {"code": 'display("<svg xmlns=\'http://www.w3.org/2000/svg\'/>", "image/svg+xml");', "mime": "image/svg+xml"},
    ]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "6 ?*"
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = "clear_output();"
