"""Runs `realtime-doctor bridge` on the programs of Fixtures/Cases and holds its verdicts against their story.yaml.

    run.py REALTIME-DOCTOR [STORY ...]

A call takes as long as a call, so several go on at once; JOBS says how many (4).
"""

import concurrent.futures
import json
import os
import shlex
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

CASES = Path(__file__).resolve().parents[2] / "Fixtures" / "Cases"
EXIT_CODES = {"pass": 0, "fail": 1, "incomplete": 2}
PATIENCE = 240  # seconds, for one call and everything around it


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def examine(doctor: Path, folder: Path, front: list[str], run: dict) -> list[str]:
    """What is not as the story says."""
    port = free_port()
    program = shlex.join([sys.executable, str(folder / run["program"])])
    with tempfile.TemporaryDirectory() as reports:
        command = [str(doctor), "bridge", "--run", program, "--reports", reports]
        command += [word.format(port=port) for word in front]
        if scenario := run.get("scenario"):
            command += ["--scenario", str(folder / scenario)]
        command += run.get("options", [])
        environment = os.environ | {"PORT": str(port), "OPENAI_API_KEY": "sk-no-key-is-needed", "PYTHONWARNINGS": "ignore"}
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE)
        found = list(Path(reports).rglob("report.json"))
        if not found:
            return [f"no report; exit code {ended.returncode}", ended.stdout[-2000:], ended.stderr[-2000:]]
        report = json.loads(found[0].read_text())
    findings = [finding["id"] for finding in report["findings"]]
    wrong = []
    for what, seen, wanted in (
        ("exit code", ended.returncode, EXIT_CODES[run["verdict"]]),
        ("verdict", report["verdict"], run["verdict"]),
        ("primary", report["primary"], run.get("primary")),
    ):
        if seen != wanted:
            wrong.append(f"{what}: {seen} instead of {wanted}")
    wrong += [f"not found: {other}" for other in run.get("also", []) if other not in findings]
    return wrong + [f"found: {', '.join(findings) or 'nothing'}", ended.stdout[-4000:]] if wrong else []


def main(doctor: str, *wanted: str) -> int:
    runs = []
    for path in sorted(CASES.glob("*/story.yaml")):
        story = yaml.safe_load(path.read_text())
        if not wanted or path.parent.name in wanted:
            runs += [(path.parent, story["front"], run) for run in story["runs"]]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS", "4"))) as pool:
        futures = [pool.submit(examine, Path(doctor).resolve(), *run) for run in runs]
        for (folder, _, run), future in zip(runs, futures):
            name = f"{folder.name}/{run['program']} {run.get('scenario', '')}".strip()
            wrong = future.result()
            failed += bool(wrong)
            print(f"{'FAIL' if wrong else 'ok'}   {name}", *wrong, sep="\n       ", flush=True)
    print(f"{len(runs) - failed} passed, {failed} failed")
    return 1 if failed or not runs else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
