"""Sums up trx files: failed tests with messages, skipped tests with reasons, and the count last."""

import argparse
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

TRX = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"
OUTPUT_LINES = 40
SLOWEST = 15


def text(result, path):
    element = result.find(f"{TRX}Output/" + "/".join(TRX + step for step in path.split("/")))
    return (element.text or "").strip() if element is not None else ""


def indented(block, prefix="    "):
    return "\n".join(prefix + line for line in block.splitlines())


def print_failed(result):
    print(f"\nFAILED  {result.get('testName')}")
    print(indented(text(result, "ErrorInfo/Message") or "(no message)"))
    stack = text(result, "ErrorInfo/StackTrace").splitlines()
    print(indented("\n".join(line for line in stack if " in " in line)))
    output = text(result, "StdOut").splitlines()
    if output:
        print(f"    Output (last {OUTPUT_LINES} lines at most):")
        print(indented("\n".join(output[-OUTPUT_LINES:]), "      "))


def print_skipped(result):
    reason = text(result, "ErrorInfo/Message") or text(result, "StdOut") or "(no reason given)"
    print(f"\nSKIPPED {result.get('testName')}\n{indented(reason)}")


def seconds(result):
    hours, minutes, rest = (result.get("duration") or "0:0:0").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


def print_slowest(results):
    """Where the time of a whole run goes: tests run beside each other, so the sum is more than the run took."""
    print(f"\nThe slowest of {len(results)}, which sum up to {sum(map(seconds, results)):.0f} s:")
    for result in sorted(results, key=seconds, reverse=True)[:SLOWEST]:
        print(f"    {seconds(result):6.1f} s  {result.get('testName')}")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--exit-code", type=int, required=True, help="what dotnet test ended with")
    arguments.add_argument("--log", type=pathlib.Path, required=True, help="its output, shown when the results do not explain the end")
    arguments.add_argument("results", type=pathlib.Path)
    options = arguments.parse_args()

    results = []
    for file in sorted(options.results.glob("**/*.trx")):
        results += ElementTree.parse(file).getroot().iter(f"{TRX}UnitTestResult")
    results.sort(key=lambda result: result.get("testName"))
    passed = [result for result in results if result.get("outcome") == "Passed"]
    unrun = [result for result in results if result.get("outcome") == "NotExecuted"]
    # An explicit test belongs to no ordinary run (it takes the README's pictures): it leaves no reason, a skipped one always does.
    skipped = [result for result in unrun if text(result, "ErrorInfo/Message") or text(result, "StdOut")]
    failed = [result for result in results if result.get("outcome") not in ("Passed", "NotExecuted")]

    if len(results) > 10 * SLOWEST:
        print_slowest(results)
    for result in skipped:
        print_skipped(result)
    for result in failed:
        print_failed(result)

    # A crashed test host or a bad filter leaves results that look fine, or none at all.
    unexplained = options.exit_code != 0 and not failed
    if unexplained or not results:
        print(f"\ndotnet test ended with {options.exit_code}; the end of its output:")
        print(indented("\n".join(options.log.read_text(errors="replace").splitlines()[-OUTPUT_LINES:])))
    if not passed and not failed:
        print("\nNo test ran: that counts as a failure.")

    print(f"\n{len(passed)} passed, {len(failed)} failed" + (f", {len(skipped)} skipped" if skipped else ""))
    return 1 if failed or unexplained or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
