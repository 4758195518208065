"""Logs a training loop to Bearing: python3 log_from_python.py [http://127.0.0.1:8080]. Standard library only."""
import json, math, random, sys, time, urllib.error, urllib.request

BASE = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080") + "/api/v1"


def post(path, body):
    data = json.dumps(body, allow_nan=False).encode()  # Write None for a NaN: JSON has no word for it.
    request = urllib.request.Request(BASE + path, data, {"Content-Type": "application/json"})
    for tries_left in range(59, -1, -1):
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:  # 503: it cannot now, and has stored nothing of this.
            if error.code != 503 or not tries_left:
                raise
            time.sleep(float(error.headers.get("Retry-After") or 1))


random.seed(1)
points, weights, epochs, batch = [(random.random(), random.random()) for _ in range(500)], [0.0] * 4, 20, 10
examples = [((x, y, x * x + y * y, 1.0), float(x * x + y * y < 0.5)) for x, y in points]
run = post("/runs", {
    "name": "a circle from Python", "experiment": "elsewhere", "method": "bp", "network": "logistic", "seed": 1,
    "dataset": "circle", "steps": epochs * 50, "steps_per_epoch": 50, "config": {"batch_size": batch, "rate": 2.0}})
try:
    for epoch in range(epochs):
        random.shuffle(examples)
        losses, accuracies = [], []
        for start in range(0, len(examples), batch):
            loss, hits, slopes = 0.0, 0, [0.0] * 4
            for inputs, label in examples[start:start + batch]:
                output = 1 / (1 + math.exp(-sum(w * i for w, i in zip(weights, inputs))))
                loss -= math.log(output if label else 1 - output) / batch
                hits += (output > 0.5) == (label > 0.5)
                slopes = [s + (output - label) * i / batch for s, i in zip(slopes, inputs)]
            weights = [w - 2.0 * s for w, s in zip(weights, slopes)]
            losses, accuracies = losses + [loss], accuracies + [hits / batch]
        steps = list(range(epoch * 50 + 1, epoch * 50 + 51))
        post(f"/runs/{run['id']}/metrics", {"series": [  # Once an epoch; the same once more would change nothing.
            {"name": "loss", "unit": "nats", "steps": steps, "values": losses},
            {"name": "accuracy", "unit": "fraction", "steps": steps, "values": accuracies}]})
    post(f"/runs/{run['id']}/finish", {"status": "succeeded"})
except Exception as error:
    post(f"/runs/{run['id']}/finish", {"status": "failed", "error": str(error)})
    raise
