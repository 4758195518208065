"""A headless Chromium, spoken to through chromedriver (W3C WebDriver), with Python's standard library alone."""

import http.client
import json
import re
import subprocess


class Browser:
    """A browser with a window of 1440 x 900. Use it in a `with` statement: it is closed at the end."""

    def __init__(self):
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        port = None
        for line in self.driver.stdout:
            port = re.search(r"successfully on port (\d+)", line)
            if port:
                break
        if not port:
            raise SystemExit("chromedriver did not start; type: make deps")
        self.port = int(port[1])
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1440,900"]}
        answer = self.send("POST", "/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})
        self.session = answer["sessionId"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.send("DELETE", f"/session/{self.session}")
        self.driver.kill()
        self.driver.wait()

    def send(self, method: str, path: str, body: dict | None = None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        connection.request(method, path, json.dumps(body) if body is not None else None, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = json.loads(answer.read())
        connection.close()
        if answer.status != 200:
            raise SystemExit(f"chromedriver, {path}: {content['value'].get('message', content)}")
        return content["value"]

    def call(self, command: str, **parameters):
        return self.send("POST", f"/session/{self.session}/{command}", parameters)

    def before_each_page(self, script: str) -> None:
        self.call("goog/cdp/execute", cmd="Page.addScriptToEvaluateOnNewDocument", params={"source": script})

    def open(self, url: str) -> None:
        self.call("url", url=url)

    def run(self, script: str):
        """What a script returns."""
        return self.call("execute/sync", script=script, args=[])

    def run_async(self, script: str):
        """What a script gives to `done`."""
        return self.call("execute/async", script=f"const done = arguments[arguments.length - 1]; {script}", args=[])
