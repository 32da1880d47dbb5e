"""500 cells in one kernel: everything still works and memory stays bounded."""

from kernel_client import KernelCase

MEGABYTE = 1 << 20


class Endurance(KernelCase):
    def managed_memory(self):
        return int(self.ok("GC.Collect(); GC.WaitForPendingFinalizers(); GC.Collect(); GC.GetTotalMemory(true)").value)

    def test_500_cells(self):
        self.ok("var x0 = 0;")
        for i in range(1, 50):
            self.cell(i)
        early = self.managed_memory()
        for i in range(50, 500):
            self.cell(i)
        self.assertEqual(self.ok("x499").value, "499")
        grown = self.managed_memory() - early
        print(f"managed memory after 500 cells: {(early + grown) / MEGABYTE:.0f} MB, grown by {grown / MEGABYTE:.0f} MB since cell 50")
        self.assertLess(grown, 150 * MEGABYTE)

    def cell(self, i):
        code = f"var x{i} = x{i - 1} + 1; int F{i}(int n) => n + x{i}; Console.WriteLine(new[] {{ 1, 2, 3 }}.Select(n => F{i}(n)).Sum()); F{i}(0)"
        self.assertEqual(self.ok(code).value, str(i))

    def test_redeclared_variables_release_what_they_held(self):
        for _ in range(20):
            self.ok("var big = new byte[50_000_000]; big[0] = 1;")
        self.assertLess(self.managed_memory(), 400 * MEGABYTE)
