import Foundation
import Testing
import TestSupport

/// The dashboard in a real browser, on a real server that trains.
@Suite(.serialized) struct DashboardTests {
  private func inBrowser(
    _ server: ServerProcess, _ body: (WebDriver) async throws -> Void
  ) async throws {
    try await WebDriver.visit(server.url, body)
  }

  private func drawn(_ chart: String) -> String {
    "Number(document.querySelector('\(chart)')?.dataset.points ?? 0)"
  }

  @Test func `the demo's curves appear, and grow`() async throws {
    let server = try ServerProcess(arguments: ["--demo"])
    try await inBrowser(server) { browser in
      try await browser.wait(
        for: "three jobs", "return document.querySelectorAll('#jobs [data-job]').length === 3")
      let charts =
        [".chart[data-metric=loss]", ".chart[data-metric=accuracy]"]
        + (1...4).map { ".chart[data-metric=angle][data-layer=fc\($0)]" }
      for chart in charts {
        try await browser.wait(for: "a curve in \(chart)", "return \(drawn(chart)) > 10")
      }
      let before =
        try await browser.run(
          "return Number(document.querySelector('.chart[data-metric=loss]').dataset.lastStep)") as? Int ?? 0
      try await browser.wait(
        for: "the curve to grow",
        "return Number(document.querySelector('.chart[data-metric=loss]').dataset.lastStep) > \(before + 20)")
      try await browser.wait(
        for: "the first test accuracy", "return \(drawn(".chart[data-metric=test_accuracy]")) >= 1")
      // dygraphs has really drawn: some pixel of its canvas is coloured.
      let painted = try await browser.run(
        """
        const canvas = document.querySelector('.chart[data-metric=loss] canvas');
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return pixels.some(value => value > 0);
        """)
      #expect(painted as? Bool == true)
      #expect(try await browser.errors().isEmpty)
    }
  }

  @Test func `a preset is submitted from the page and its job appears`() async throws {
    let tiny = try TinyDataset()
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    try await inBrowser(server) { browser in
      try await browser.wait(for: "the empty page", "return !document.querySelector('#empty').hidden")
      try await browser.run("document.querySelector('header button.primary').click()")
      try await browser.wait(
        for: "the presets",
        "return document.querySelector('#new-job').open && document.querySelectorAll('#presets *').length > 0"
      )
      let config =
        #"{"dataset":"mnist","network":{"name":"fc5","width":32},"method":"dfa","epochs":0,"name":"from the page"}"#
      let fill = { (text: String) in
        """
        const area = document.querySelector('#config');
        area.value = '\(text)';
        area.dispatchEvent(new Event('input', {bubbles: true}));
        area.dispatchEvent(new Event('change', {bubbles: true}));
        document.querySelector('#submit').click();
        """
      }
      try await browser.run(fill(config))
      try await browser.wait(
        for: "what is wrong with the config",
        "return document.querySelector('#new-job').innerText.includes('epochs')")
      #expect(try await server.get("/api/v1/jobs").json()["jobs"].list.isEmpty)
      try await browser.run(fill(config.replacing("\"epochs\":0", with: "\"epochs\":3")))
      try await browser.wait(
        for: "the job",
        "return document.querySelector('#jobs [data-job]')?.innerText.includes('from the page') ?? false")
      try await browser.wait(for: "its curve", "return \(drawn(".chart[data-metric=loss]")) > 3")
    }
  }

  @Test func `the curve of a run that is trained elsewhere appears, and grows, beside ours`() async throws {
    let tiny = try TinyDataset()
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    let opened = try await server.post(
      "/api/v1/runs",
      #"{"method":"bp","network":"torch-mlp","dataset":"mnist","name":"from elsewhere","config":{"odd":[1,{"a":null}]}}"#
    )
    let id = try #require(try opened.json()["id"].integer)
    func log(_ steps: ClosedRange<Int>) async throws {
      let list = steps.map(String.init).joined(separator: ",")
      let answer = try await server.post(
        "/api/v1/runs/\(id)/metrics", #"{"series":[{"name":"loss","steps":[\#(list)],"values":[\#(list)]}]}"#)
      #expect(answer.status == 200)
    }
    try await log(1...50)
    try await inBrowser(server) { browser in
      try await browser.wait(
        for: "the job",
        "return document.querySelector('#jobs [data-job]')?.innerText.includes('from elsewhere') ?? false")
      try await browser.wait(for: "its curve", "return \(drawn(".chart[data-metric=loss]")) === 50")
      try await log(51...80)
      try await browser.wait(for: "the curve to grow", "return \(drawn(".chart[data-metric=loss]")) === 80")
      _ = try await server.post(
        "/api/v1/jobs",
        #"{"dataset":"mnist","network":{"name":"fc5","width":32},"method":"dfa","epochs":3,"batch_size":20}"#)
      try await browser.wait(
        for: "our job beside it", "return document.querySelectorAll('#jobs [data-job]').length === 2")
      try await browser.wait(for: "both curves", "return \(drawn(".chart[data-metric=loss]")) > 80")
      #expect(try await browser.errors().isEmpty)
    }
  }

  @Test func `a server that wants a token is asked for it on the page, and told it until the tab is closed`()
    async throws
  {
    let tiny = try TinyDataset()
    let token = try TokenFile()
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path, "--token-file", token.path])
    _ = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"mnist","network":{"name":"fc5","width":32},"method":"dfa","epochs":3,"batch_size":20}"#,
      headers: token.header)
    func give(_ text: String) -> String {
      """
      document.querySelector('#token-value').value = '\(text)';
      document.querySelector('#token button').click();
      """
    }
    try await inBrowser(server) { browser in
      let asks = "return document.querySelector('#token').open"
      try await browser.wait(for: "the question", asks)
      try await browser.run(give("wrong-wrong-wrong-wrong"))
      try await browser.wait(
        for: "the answer to a wrong one",
        "return document.querySelector('#token').open && document.querySelector('#token-error').innerText !== ''"
      )
      try await browser.run(give(token.token))
      try await browser.wait(
        for: "the job", "return document.querySelectorAll('#jobs [data-job]').length === 1")
      try await browser.wait(for: "its curve", "return \(drawn(".chart[data-metric=loss]")) > 3")
      #expect(try await browser.run("return document.querySelector('#token').open") as? Bool == false)
      #expect(
        try await browser.run("return document.cookie + location.href") as? String == server.url
          .absoluteString + "/")
      // Loaded again, it knows the token still; the list of points is saved with it, too.
      try await browser.open(server.url)
      try await browser.wait(
        for: "the job", "return document.querySelectorAll('#jobs [data-job]').length === 1")
      #expect(try await browser.run(asks) as? Bool == false)
      try await browser.run(
        """
        window.saved = '';
        URL.createObjectURL = (blob) => { blob.text().then((text) => { window.saved = text; }); return '#'; };
        document.querySelector('.chart[data-metric=loss] a[download]').click();
        """)
      try await browser.wait(for: "the points", "return window.saved.startsWith('run,seed,metric')")
    }
  }

  @Test func `the page says that it is stale when the server is gone`() async throws {
    let server = try ServerProcess()
    try await inBrowser(server) { browser in
      try await browser.wait(
        for: "a live page", "return document.querySelector('#connection').dataset.state === 'live'")
      server.kill(signal: SIGKILL)
      try await browser.wait(
        for: "the word stale",
        "return document.querySelector('#connection').innerText.includes('stale since')")
    }
  }
}
