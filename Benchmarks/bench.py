"""Runs the measurements of Benchmarks/README.md on this machine, prints their table and writes it there.

Variants alternate (ours, baseline, ours, baseline), a figure is a median with the least and the greatest in brackets, and
whatever fails is said in its row and does not stop the rest.
"""

import argparse
import contextlib
import json
import os
import platform
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import websockets

HERE = Path(__file__).resolve().parent
BIN = HERE.parent / ".build" / "release"
BENCH = BIN / "benchmarks"
DOCTOR = BIN / "realtime-doctor"
MOCK = BIN / "mock-realtime-server"
MITMDUMP = Path(sys.executable).parent / "mitmdump"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
SERVERS = {
    "ours": [BENCH, "serve"],
    "python": [sys.executable, HERE / "websockets_server.py"],
}


class Failed(Exception):
    """A measurement that could not be made; its text goes into the table."""


# Running things


def run(*command, timeout=120, codes=(0,)):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=timeout)
    if done.returncode not in codes:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Failed(f"{Path(command[0]).name} ended with {done.returncode}" + (f": {said[-1]}" if said else ""))
    return done.stdout


def measure(*arguments, timeout=120):
    return json.loads(run(BENCH, *arguments, timeout=timeout))


@contextlib.contextmanager
def server(*command):
    """Starts a server that prints `listening on ws://HOST:PORT/…`; yields its port and process id."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        if not line.startswith("listening on "):
            raise Failed(f"{Path(command[0]).name} does not serve: {line.strip()[:80]}")
        yield line.split("//")[1].split("/")[0].split(":")[1], process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def alternate(rounds, variants, body):
    """Results of `body(variant)` by variant, the variants taking turns."""
    results = {variant: [] for variant in variants}
    for _ in range(rounds):
        for variant in variants:
            results[variant].append(body(variant))
    return results


def seconds(*command, codes=(0,)):
    begin = time.perf_counter()
    done = subprocess.run(
        [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120
    )
    took = time.perf_counter() - begin
    if done.returncode not in codes:
        raise Failed(f"{Path(command[0]).name} ended with {done.returncode}")
    return took


# Writing figures


def number(value):
    if value is None:
        return "-"
    if abs(value) >= 10_000:
        return f"{value / 1000:,.0f}k"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def median(values):
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def spread(values):
    values = [value for value in values if value is not None]
    if not values:
        return "-"
    return f"{number(median(values))} ({number(min(values))}–{number(max(values))})"


def column(results, *path):
    values = []
    for result in results:
        for key in path:
            result = (result or {}).get(key)
        values.append(result)
    return values


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def verdict(isMet):
    return "met" if isMet else "**missed**"


# What is measured


def push(rounds):
    rows = []
    for clients in (1, 200):

        def one(variant):
            with server(*SERVERS[variant]) as (port, pid):
                return measure("push", "--port", port, "--pid", pid, "--clients", clients, "--time", "1500ms")

        results = alternate(rounds, SERVERS, one)
        rates = {variant: column(results[variant], "perSecond") for variant in SERVERS}
        ratio = median(rates["ours"]) / median(rates["python"])
        who = "1 client" if clients == 1 else f"{clients} clients"
        rows.append(
            [
                f"push 4 KiB to {who}, messages/s",
                spread(rates["ours"]),
                spread(rates["python"]),
                f"{ratio:.1f} times, aim 4: {verdict(ratio >= 4)}",
            ]
        )
        costs = {variant: column(results[variant], "microseconds") for variant in SERVERS}
        shares = "; ".join(
            f"{variant} {number(median(column(results[variant], 'serverShare')))}"
            f"/{number(median(column(results[variant], 'clientShare')))}"
            for variant in SERVERS
        )
        rows.append(
            [
                f"… CPU of the server, µs/message ({who})",
                spread(costs["ours"]),
                spread(costs["python"]),
                f"cores busy, server/client: {shares}",
            ]
        )
    return compared(rows)


def echo(rounds):
    def one(variant):
        with server(*SERVERS[variant]) as (port, _):
            return measure("echo", "--port", port, "--time", "1500ms")

    results = alternate(rounds, SERVERS, one)
    return compared(
        [
            [f"echo 256 B, 1 client, {name}, µs"]
            + [spread(column(results[variant], name)) for variant in SERVERS]
            + [""]
            for name in ("p50", "p99")
        ]
    )


@contextlib.contextmanager
def proxy(variant, folder):
    """An echo, and a way to it: direct, our recorder, a proxy in Python, mitmproxy where it is installed."""
    with server(*SERVERS["ours"]) as (port, pid):
        capture = Path(folder) / f"{variant}.jsonl"
        if variant == "direct":
            yield port, pid, None
        elif variant == "record":
            options = ["--upstream", f"ws://127.0.0.1:{port}/", "--listen", "0", "--output", capture, "--quiet"]
            with server(DOCTOR, "record", *options) as (near, own):
                yield near, own, capture
        elif variant == "python":
            with server(sys.executable, HERE / "websockets_proxy.py", f"ws://127.0.0.1:{port}/", capture) as (near, own):
                yield near, own, None
        else:
            with mitmproxy(port, capture) as (near, own):
                yield near, own, None


@contextlib.contextmanager
def mitmproxy(port, capture):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        near = probe.getsockname()[1]
    mode = f"reverse:http://127.0.0.1:{port}"
    options = ["--mode", mode, "-p", str(near), "--listen-host", "127.0.0.1", "-w", str(capture), "-q"]
    process = subprocess.Popen([str(MITMDUMP), *options], stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", near)):
                break
            time.sleep(0.05)
        yield str(near), process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def relay(rounds):
    variants = ["direct", "record", "python"] + (["mitmproxy"] if MITMDUMP.exists() else [])
    with tempfile.TemporaryDirectory() as folder:

        def trip(variant):
            with proxy(variant, folder) as (port, _, _):
                return measure("echo", "--port", port, "--time", "1500ms")

        trips = alternate(rounds, variants, trip)
        lost = []

        def load(variant):
            if variant == "direct":
                return None
            rate = {"record": 50_000, "python": 10_000, "mitmproxy": 2_000}[variant]
            with proxy(variant, folder) as (port, pid, capture):
                result = measure("relay", "--port", port, "--pid", pid, "--clients", 50, "--rate", rate, "--time", "8s")
            if capture:
                lost.append(json.loads(capture.read_bytes().splitlines()[-1])["end"]["lost"])
            return result

        loads = alternate(1, variants, load)
        loads["record"] += alternate(rounds - 1, ["record"], load)["record"]
    base = median(column(trips["direct"], "p50"))
    rows = []
    for variant in variants:
        added = (median(column(trips[variant], "p50")) - base) / 2
        runs = [run for run in loads[variant] if run]
        names = {"direct": "no proxy", "record": "`realtime-doctor record`", "python": f"Python websockets {websockets.__version__}"}
        memory = [run["megabytes"] for run in runs if "megabytes" in run]
        rows.append(
            [
                names.get(variant, variant),
                spread(column(trips[variant], "p50")),
                spread(column(trips[variant], "p99")),
                "-" if variant == "direct" else number(added) + (f", aim 60: {verdict(added <= 60)}" if variant == "record" else ""),
                spread(column(runs, "perSecond")),
                spread(column(runs, "microseconds")),
                spread(column(runs, "share")),
                f"{min(m['least'] for m in memory)}–{max(m['most'] for m in memory)}" if memory else "-",
                number(median(column(runs, "roundTrip", "p50"))) + " / " + number(median(column(runs, "roundTrip", "p99"))) if runs else "-",
                str(sum(lost)) if variant == "record" else "-",
            ]
        )
    header = [
        "one client, 256 B there and back",
        "p50, µs",
        "p99, µs",
        "added to one message, µs",
        "50 calls: messages/s that pass",
        "CPU, µs/message",
        "cores",
        "memory, MB",
        "there and back, ms p50/p99",
        "frames lost",
    ]
    return header, rows


def idle(rounds):
    def one(variant):
        with server(*SERVERS[variant]) as (port, pid):
            return measure("idle", "--port", port, "--pid", pid, "--clients", 2000)

    results = alternate(rounds, SERVERS, one)
    return compared(
        [
            [title] + [spread(column(results[variant], key)) for variant in SERVERS] + [""]
            for title, key in (
                ("memory per idle connection, 2,000 open, KB", "kilobytes"),
                ("… connections opened per second", "openedPerSecond"),
            )
        ]
    )


def compared(rows):
    header = ["", "ours", f"Python websockets {websockets.__version__}", ""]
    return header, rows


def calls(rounds):
    def one(variant):
        sessions, judged = variant
        options = ["--port", 0, "--scenario", HERE / "real-time.yaml", "--quiet"] + ([] if judged else ["--no-verdicts"])
        try:
            with server(MOCK, *options) as (port, pid):
                return measure("calls", "--port", port, "--pid", pid, "--clients", sessions, timeout=60)
        except (Failed, subprocess.SubprocessError) as error:
            print(f"{sessions} sessions: {error}", file=sys.stderr)
            return None

    results = alternate(1, [(1, False), (200, False), (500, False)], one)
    results |= alternate(rounds, [(1000, False), (1000, True)], one)
    rows = []
    for (sessions, judged), runs in results.items():

        def three(key):
            return " / ".join(number(median(column(runs, key, part))) for part in ("p50", "p99", "max"))

        failures = runs.count(None)
        runs = [result for result in runs if result]
        if not runs:
            rows.append([f"{sessions:,}" + (", judged" if judged else ""), "could not be measured"] + ["-"] * 6)
            continue
        completed = min(column(runs, "completed"))
        rows.append(
            [
                f"{sessions:,}" + (", judged" if judged else ""),
                f"{completed:,} of {sessions:,}" + (f"; {failures} runs failed" if failures else ""),
                three("pacing"),
                three("reaction"),
                spread(column(runs, "serverShare")) if len(runs) > 1 else number(runs[0]["serverShare"]),
                number(median(column(runs, "megabytes"))),
                number(median(column(runs, "ownLateness", "p99"))),
                number(median(column(runs, "clientShare"))),
            ]
        )
    header = [
        "spoken sessions at once",
        "all turns answered",
        "delta late, ms p50/p99/max",
        "silence to `response.created`, ms p50/p99/max",
        "server, cores",
        "server, MB",
        "client late, ms p99",
        "client, cores",
    ]
    return header, rows


def diagnose(rounds):
    rows = []
    for content, title, aim in (("audio", "audio-heavy", 1000), ("text", "small events", 300)):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "capture.jsonl"
            made = measure("capture", "--content", content, "--megabytes", 500, file)
            size = file.stat().st_size
            # Into the page cache, whatever was written back meanwhile.
            subprocess.run(["cat", str(file)], stdout=subprocess.DEVNULL, check=True)
            cpu = []

            def whole_program():
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                took = seconds(DOCTOR, "diagnose", "--no-reports", file, codes=(0, 1))
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                cpu.append(size / 1e6 / (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
                return size / 1e6 / took

            variants = {
                "read": lambda: size / 1e6 / seconds(BENCH, "read", file),
                "judge": lambda: size / 1e6 / seconds(BENCH, "read", "--judge", file),
                "diagnose": whole_program,
            }
            results = alternate(rounds, variants, lambda variant: variants[variant]())
            whole = median(results["diagnose"])
            rows.append(
                [
                    f"{title}: {size / 1e6:,.0f} MB, {made['calls']:,} calls, {size / made['lines']:,.0f} B a line",
                    spread(results["diagnose"]),
                    spread(cpu),
                    spread(results["judge"]),
                    spread(results["read"]),
                    f"aim {aim:,}: {verdict(whole >= aim)}",
                ]
            )
    return ["capture", "`diagnose --no-reports`, MB/s", "MB per CPU second", "in process: read and judge", "read only", ""], rows


def start(rounds):
    for _ in range(3):
        seconds(DOCTOR, "--version")
    version = [seconds(DOCTOR, "--version") * 1000 for _ in range(20)]
    nothing = [seconds(shutil.which("true")) * 1000 for _ in range(20)]
    virtual = [seconds(DOCTOR, "probe", "--virtual-time", "--no-reports") * 1000 for _ in range(rounds)]
    real = [seconds(DOCTOR, "probe", "--no-reports") for _ in range(rounds)]
    met = verdict(median(version) < 20)
    rows = [
        ["`realtime-doctor --version`, ms (20 starts)", spread(version), f"aim under 20: {met}; `true`: {spread(nothing)}"],
        ["`realtime-doctor probe --virtual-time`, ms", spread(virtual), ""],
        ["`realtime-doctor probe`, s", spread(real), "real time: most of it is speech"],
    ]
    return ["wall time", "", ""], rows


SECTIONS = {"push": push, "echo": echo, "idle": idle, "relay": relay, "calls": calls, "diagnose": diagnose, "start": start}


# The machine and the page


def machine():
    model = platform.processor() or platform.machine()
    memory = ""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.split(":")[1].strip()
                break
        kilobytes = int(Path("/proc/meminfo").read_text().split("MemTotal:")[1].split()[0])
        memory = f", {kilobytes / (1 << 20):.0f} GiB"
    swift = run("swift", "--version").splitlines()[0].split(" (")[0]
    commit = run("git", "-C", HERE, "describe", "--always", "--dirty").strip()
    return (
        f"{model}, {os.cpu_count()} cores{memory}; {platform.system()} {platform.release()}; {swift}; "
        f"Python {platform.python_version()}; {time.strftime('%Y-%m-%d', time.gmtime())}, commit {commit}; "
        f"load average before the run {os.getloadavg()[0]:.1f}."
    )


def write(text):
    page = HERE / "README.md"
    before, rest = page.read_text().split(BEGIN)
    page.write_text(f"{before}{BEGIN}\n{text}\n{rest[rest.index(END):]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help=f"some of {','.join(SECTIONS)}; the page is left as it is")
    parser.add_argument("--rounds", type=int, default=3, help="of each figure (3)")
    options = parser.parse_args()
    chosen = options.only.split(",") if options.only else list(SECTIONS)
    if unknown := [name for name in chosen if name not in SECTIONS]:
        parser.error(f"no measurement is called {unknown[0]}; there are {', '.join(SECTIONS)}")
    if missing := [program.name for program in (BENCH, DOCTOR, MOCK) if not program.exists()]:
        parser.error(f"{', '.join(missing)} not built: run make bench")
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))

    parts = [machine()]
    last = None
    began = time.monotonic()
    for name in chosen:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        try:
            header, rows = SECTIONS[name](options.rounds)
        except (Failed, subprocess.SubprocessError, OSError, ValueError) as error:
            header, rows = [name, ""], [["could not be measured", str(error).replace("|", "/")[:200]]]
        text = table(header, rows)
        # Rows of one comparison share their head.
        if header == last:
            parts[-1] += "\n" + text.split("\n", 2)[2]
        else:
            parts.append(text)
        last = header
    parts.append(f"The run took {time.monotonic() - began:.0f} s.")
    text = "\n\n".join(parts)
    print(text)
    if not options.only:
        write(text)


main()
