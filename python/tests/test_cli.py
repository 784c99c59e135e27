"""The command line inside the extension behaves as the program does."""

import os
import re
import signal
import subprocess
import sys
import time

import mushrif
import pytest
from conftest import ROOT, cli

COMMAND = [sys.executable, "-m", "mushrif"]


def test_help_and_version_are_the_programs():
    assert cli("--version").strip() == f"mushrif {mushrif.__version__}"
    assert "Usage: mushrif score" in cli("score", "--help")
    assert os.path.exists(os.path.join(os.path.dirname(sys.executable), "mushrif"))


def test_exit_statuses_are_the_programs(tmp_path):
    assert "required arguments" in subprocess.run([*COMMAND, "train"], capture_output=True, text=True).stderr
    cli("train", status=2)
    cli("score", tmp_path / "none.jsonl", status=2)
    (tmp_path / "a.jsonl").write_text('{"text": "شكرا"}\n{no json\n', encoding="utf-8")
    cli("score", tmp_path / "a.jsonl", status=1)


@pytest.mark.parametrize("arguments", [["serve"], ["review", "x.jsonl"], ["serve", "--listen", "127.0.0.1:0"], ["serve", "--help"]])
def test_the_server_is_said_to_be_elsewhere(arguments):
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True)
    assert done.returncode == 2 and done.stdout == ""
    assert "this build has no server" in done.stderr and "cargo install" in done.stderr
    assert "serve" not in cli("--help")


def test_a_closed_pipe_is_no_error():
    lines = '{"text": "شكرا جزيلا"}\n' * 200_000
    program = subprocess.Popen([*COMMAND, "score", "--input", "comments", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    try:
        program.stdout.close()
        program.stdin.write(lines.encode())
        program.stdin.close()
    except BrokenPipeError:
        pass
    assert program.wait(60) == 0 and program.stderr.read() == b""


def test_ctrl_c_ends_with_130_and_leaves_no_unfinished_file(tmp_path):
    output = tmp_path / "out.jsonl"
    program = subprocess.Popen([*COMMAND, "score", "--input", "comments", "-", "-o", str(output)], stdin=subprocess.PIPE)
    program.stdin.write('{"text": "شكرا"}\n'.encode() * 1000)
    program.stdin.flush()
    deadline = time.monotonic() + 20
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.2)
    program.send_signal(signal.SIGINT)
    assert program.wait(20) == 130
    assert list(tmp_path.iterdir()) == []


def test_the_width_of_the_terminal_is_that_of_the_window():
    import pty
    import termios

    width_of = {}
    for columns in (80, 100):
        parent, child = pty.openpty()
        termios.tcsetwinsize(child, (40, columns))
        program = subprocess.Popen([*COMMAND, "score", "--help"], stdin=child, stdout=child, stderr=child, close_fds=True)
        os.close(child)
        printed = b""
        while True:
            try:
                part = os.read(parent, 4096)
            except OSError:
                break
            if not part:
                break
            printed += part
        program.wait(20)
        os.close(parent)
        lines = re.sub("\x1b\\[[0-9;]*m", "", printed.decode()).splitlines()
        width_of[columns] = max(len(line.rstrip()) for line in lines)
    assert width_of[80] <= 80 < width_of[100] <= 100


def test_the_readme_command_works_from_the_wheel():
    printed = cli("score", "--flagged", "--as-of", "2024-05-15", ROOT / "examples" / "arabi21.txt")
    assert printed.count("\n") == 1 and '"hostile"' in printed
