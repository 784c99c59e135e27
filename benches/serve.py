"""Requests a second of `mushrif serve` beside a service of FastAPI, uvicorn and scikit-learn's MultinomialNB with the same
contract (Perspective's comments:analyze).

    pip install fastapi uvicorn scikit-learn; apt-get install wrk
    cargo build --release
    python3 benches/serve.py --labels LABELS.jsonl

LABELS.jsonl has `text` and `hostile` on each line: MultinomialNB learns from them (words and pairs of words, as people set it
up), and the comments sent are made of their words, each text once. Both run on the same machine as wrk.
"""

import argparse
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
SERVICE = '''
import json
from fastapi import FastAPI
from pydantic import BaseModel
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
labels = [json.loads(line) for line in open("labels.jsonl", encoding="utf-8")]
labels = [label for label in labels if isinstance(label.get("hostile"), bool)]
model = make_pipeline(CountVectorizer(ngram_range=(1, 2), min_df=2), MultinomialNB())
model.fit([label["text"] for label in labels], [label["hostile"] for label in labels])
app = FastAPI()
class Comment(BaseModel):
    text: str
class Request(BaseModel):
    comment: Comment
    requestedAttributes: dict
@app.post("/v1alpha1/comments:analyze")
def analyze(request: Request):
    value = float(model.predict_proba([request.comment.text])[0, 1])
    score = {"value": value, "type": "PROBABILITY"}
    span = {"begin": 0, "end": len(request.comment.text), "score": score}
    return {"attributeScores": {"TOXICITY": {"summaryScore": score, "spanScores": [span]}}, "languages": ["ar"], "detectedLanguages": ["ar"]}
'''
SCRIPT = """
local threads = 0
function setup(thread)
  thread:set("first", threads)
  threads = threads + 1
end
function init(args)
  bodies = {}
  local number = 0
  for line in io.lines(args[1]) do
    if number %% 2 == first %% 2 then bodies[#bodies + 1] = line end
    number = number + 1
  end
  at = 0
end
function request()
  at = at %% #bodies + 1
  return wrk.format("POST", "/v1alpha1/comments:analyze?key=k", {["Content-Type"] = "application/json"}, bodies[at])
end
function done(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format("RESULT %f %d %d %d\\n", summary.requests / summary.duration * 1e6, latency:percentile(50), latency:percentile(99), bad))
end
""".replace("%%", "%")


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(port):
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"nothing listens on port {port}")


def memory(pid):
    """The largest memory of a process, in MiB."""
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) / 1024


def load(port, connections, seconds, script, bodies):
    command = ["wrk", "-t", str(min(2, connections)), "-c", str(connections), "-d", f"{seconds}s", "-s", script]
    output = subprocess.run([*command, f"http://127.0.0.1:{port}", "--", bodies], capture_output=True, text=True, check=True).stdout
    rate, p50, p99, bad = re.search(r"RESULT (\S+) (\d+) (\d+) (\d+)", output).groups()
    return float(rate), int(p50) / 1000, int(p99) / 1000, int(bad)


def paced(port, rate, seconds, bodies):
    """The 50th and 99th percentile of the time of an answer in milliseconds, at so many requests a second, each sent when it is due."""
    import threading

    times, lines = [], open(bodies, encoding="utf-8").read().splitlines()[: rate * seconds]
    start, workers = time.perf_counter() + 0.2, 4

    def work(worker):
        stream = socket.create_connection(("127.0.0.1", port))
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number in range(worker, len(lines), workers):
            due = start + number / rate
            time.sleep(max(0, due - time.perf_counter()))
            body = lines[number].encode()
            began = time.perf_counter()
            stream.sendall(b"POST /v1alpha1/comments:analyze HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            stream.recv(1 << 16)
            times.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return times[len(times) // 2], times[len(times) * 99 // 100]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--labels", required=True)
    arguments.add_argument("--program", default=os.path.join(HERE, "../target/release/mushrif"))
    arguments.add_argument("--seconds", type=int, default=5)
    arguments = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        words = sorted({word for line in open(arguments.labels, encoding="utf-8") for word in json.loads(line)["text"].split()})
        made, bodies = random.Random(1), os.path.join(folder, "bodies.jsonl")
        with open(bodies, "w", encoding="utf-8") as file:
            for _ in range(200_000):
                text = " ".join(made.choices(words, k=made.randint(4, 30)))
                file.write(json.dumps({"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}}, ensure_ascii=False) + "\n")
        script = os.path.join(folder, "load.lua")
        for name, content in (("load.lua", SCRIPT), ("service.py", SERVICE)):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(content)
        os.symlink(os.path.abspath(arguments.labels), os.path.join(folder, "labels.jsonl"))
        ours, theirs = free_port(), free_port()
        services = {
            "mushrif serve": (ours, [arguments.program, "serve", "--listen", f"127.0.0.1:{ours}", "--store", os.path.join(folder, "store")]),
            "FastAPI": (theirs, [sys.executable, "-m", "uvicorn", "service:app", "--port", str(theirs), "--log-level", "warning"]),
        }
        for name, (port, command) in services.items():
            process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
            try:
                wait_for(port)
                for connections in (1, 16, 256):
                    rate, p50, p99, bad = load(port, connections, arguments.seconds, script, bodies)
                    print(f"{name:14} {connections:4} connections  {rate:9.0f} requests/s  p50 {p50:8.2f} ms  p99 {p99:8.2f} ms  {bad} failed", flush=True)
                if name.startswith("mushrif"):
                    p50, p99 = paced(port, 1000, arguments.seconds, bodies)
                    print(f"{name:14} at 1000 requests/s  p50 {p50:.2f} ms  p99 {p99:.2f} ms", flush=True)
                print(f"{name:14} {memory(process.pid):.0f} MiB at most", flush=True)
            finally:
                process.terminate()
                process.wait()


if __name__ == "__main__":
    main()
