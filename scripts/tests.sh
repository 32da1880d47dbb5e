# shellcheck shell=bash
# Running the tests, and counting them from the result files that the test runner writes.

readonly test_results="$root/out/test-results"

# A bare word is a part of a test's full name; anything with an operator is a filter expression already.
test_filter() {
  case "$1" in
    '') ;;
    *[=~]*) echo "$1" ;;
    *) echo "FullyQualifiedName~$1" ;;
  esac
}

# run_tests FILTER: every test project in turn (two at once would fight for the cores). Closes with `N passed, N failed`.
run_tests() {
  local filter="$1" project name begin passed=0 failed=0 skipped=0 p f s
  rm -rf "$test_results"
  mkdir -p "$test_results"
  for project in "$root"/tests/*.Tests; do
    name="$(basename "$project")"
    begin=$SECONDS
    # A runner that fails without a failed test (a host that crashed, say) counts as one failure: never as success.
    if run_project "$name" "$filter"; then f=0; else f=1; fi
    read -r p s <<<"$(count_of "$name" passed) $(count_of "$name" notExecuted)"
    [[ "$(count_of "$name" failed)" -eq 0 ]] || f="$(count_of "$name" failed)"
    [[ $((p + f)) -eq 0 ]] || say "$name: $p passed, $f failed in $((SECONDS - begin)) s"
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  done
  if [[ $((passed + failed)) -eq 0 ]]; then
    warn "no test was run${filter:+: nothing matches $filter}"
    failed=1
  fi
  [[ $skipped -eq 0 ]] || warn "$skipped tests were skipped"
  echo "$passed passed, $failed failed"
  [[ $failed -eq 0 ]]
}

run_project() {
  run_dotnet test "tests/$1" -c "$configuration" --no-build --nologo ${2:+--filter "$2"} --results-directory "$test_results" \
    --logger "console;verbosity=minimal" --logger "trx;LogFileName=$1.trx" 2>&1 |
    sed -uE '/^(Test run for|No test matches|Results File:|VSTest version|Starting test execution|A total of|Passed! )/d; /^\s*$/d'
  return "${PIPESTATUS[0]}"
}

# count_of PROJECT COUNTER: one of the counters of the project's result file; 0 when no file was written.
count_of() {
  local count=''
  [[ ! -f "$test_results/$1.trx" ]] || count="$(sed -nE "s/.*<Counters .*\b$2=\"([0-9]+)\".*/\1/p" "$test_results/$1.trx" | head -n 1)"
  echo "${count:-0}"
}
