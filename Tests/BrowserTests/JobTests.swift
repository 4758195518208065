import Foundation
import Testing
import TestSupport

/// What is done to jobs from the pages, in a real browser.
@Suite(.serialized) struct JobTests {
  private let tiny = Result { try TinyDataset() }

  private func server(_ arguments: [String] = []) throws -> ServerProcess {
    try ServerProcess(arguments: ["--datasets", try tiny.get().root.path] + arguments)
  }

  private func post(_ server: ServerProcess, _ more: String = "") async throws {
    let answer = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"dfa","batch_size":20\#(more)}"#)
    #expect(answer.status == 201, "\(answer.text)")
  }

  private func state(_ word: String) -> String {
    "return document.querySelector('.run-head .badge')?.innerText === '\(word)'"
  }

  @Test func `a job is paused, resumed, annotated, cancelled and deleted on its run's page`() async throws {
    let server = try server()
    try await post(server, #","epochs":100000"#)
    try await WebDriver.visit(URL(string: "\(server.url)/run?id=1")!) { browser in
      try await browser.wait(for: "the run", state("running"))
      try await browser.click("[data-action=pause]")
      try await browser.wait(
        for: "the pause", "return /paused|interrupted/.test(document.querySelector('.run-head').innerText)")
      #expect(try await server.get("/api/v1/jobs/1").json()["paused"].flag == true)
      try await browser.click("[data-action=resume]")
      try await browser.wait(for: "the run to go on", state("running"))
      try await browser.click(".panel .edit", "Add notes")
      try await browser.fill(
        ".notes textarea", with: "# seen\n\n<img src=x onerror=alert(1)> [bad](javascript:alert(1))")
      try await browser.click(".notes button", "Save")
      try await browser.wait(
        for: "the notes", "return document.querySelector('.markdown')?.innerText.includes('seen')")
      #expect(
        try await browser.run(
          "return document.querySelectorAll('.markdown img, .markdown a[href^=javascript]').length") as? Int
          == 0)
      try await browser.click("[data-action=cancel]")
      try await browser.click("dialog[open] button.danger")
      try await browser.wait(for: "the end", state("cancelled"))
      let words =
        try await browser.run("return document.querySelector('.history').innerText") as? String ?? ""
      for word in ["queued", "running", "interrupted", "cancelled"] {
        #expect(words.contains(word), "\(words)")
      }
      try await browser.click("[data-action=delete]")
      #expect(try await server.get("/api/v1/jobs/1").status == 200)
      try await browser.click("dialog[open] button.danger")
      try await browser.wait(for: "the overview", "return location.pathname === '/'")
      #expect(try await server.get("/api/v1/jobs/1").status == 404)
      let errors = try await browser.errors()
      #expect(errors == [], "\(errors)")
    }
  }

  @Test func `a job is made from the form, with its mistakes said beside their fields`() async throws {
    let server = try server()
    try await WebDriver.visit(URL(string: "\(server.url)/new")!) { browser in
      try await browser.wait(for: "the form", "return document.querySelectorAll('main textarea').length > 0")
      let config = { (epochs: Int) in
        #"{"dataset":"mnist","network":{"name":"fc5","width":32},"method":"dfa","epochs":\#(epochs),"name":"from the page"}"#
      }
      let area = "textarea[aria-label*=JSON], textarea.json, main textarea"
      try await browser.fill(area, with: config(0))
      try await browser.click("main button.primary")
      try await browser.wait(
        for: "what is wrong",
        "return /epochs/.test(document.querySelector('[aria-invalid=true], .field-error:not(:empty)')?.closest('div, label, fieldset')?.innerText ?? '')"
      )
      #expect(try await server.get("/api/v1/jobs").json()["jobs"].list.isEmpty)
      try await browser.fill(area, with: config(3))
      try await browser.click("main button.primary")
      try await browser.wait(
        for: "its curves", seconds: 120,
        "return location.pathname === '/compare' && \(Browse.points("loss")) > 3")
    }
  }

  @Test func `the list is searched on the server, and stays where it is when somebody posts a job`()
    async throws
  {
    let server = try server(["--workers", "0"])
    let rates = (1...150).map { "\(Double($0) / 1000)" }.joined(separator: ",")
    try await post(
      server, #","epochs":1,"experiment":"grid","sweep":{"optimizer.learning_rate":[\#(rates)]}"#)
    try await post(server, #","epochs":1,"experiment":"lone","name":"the one"# + #"""#)
    try await WebDriver.visit(server.url) { browser in
      let rows = "document.querySelector('[role=grid]')?.getAttribute('aria-rowcount')"
      try await browser.wait(for: "all", "return \(rows) === '152'")
      try await browser.press("/")
      try await browser.press("g", "r", "i", "d")
      try await browser.wait(
        for: "those that match", "return \(rows) === '151' && location.search === '?q=grid'")
      try await post(server, #","epochs":1,"experiment":"another""#)
      try await browser.wait(
        for: "two more polls",
        "window.n ??= performance.getEntriesByType('resource').length; return performance.getEntriesByType('resource').length > window.n + 4"
      )
      #expect(
        try await browser.run("return [\(rows), location.search].join(' ')") as? String == "151 ?q=grid")
      // The oldest of them is far below what was read first.
      try await browser.click("[data-column=id] button")
      try await browser.wait(
        for: "the oldest", "return document.querySelector('.rows .row [data-column=id]')?.innerText === '1'")
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `many jobs are cancelled at once, after a question that says how many`() async throws {
    let server = try server(["--workers", "0"])
    try await post(
      server, #","epochs":1,"experiment":"grid","sweep":{"optimizer.learning_rate":[0.001,0.01,0.1]}"#)
    try await WebDriver.visit(server.url) { browser in
      try await browser.wait(
        for: "the rows", "return document.querySelectorAll('.row .pick input').length >= 4")
      try await browser.click(".heads .pick input")
      try await browser.click(".bulk button", "Cancel")
      try await browser.wait(
        for: "the question", "return /3/.test(document.querySelector('dialog[open]')?.innerText ?? '')")
      #expect(try await server.get("/api/v1/jobs?status=cancelled").json()["jobs"].list.isEmpty)
      try await browser.click("dialog[open] button.danger")
      try await browser.wait(
        for: "the end",
        "return [...document.querySelectorAll('.rows .badge')].every((one) => one.innerText === 'cancelled')")
      #expect(try await server.get("/api/v1/jobs?status=cancelled").json()["jobs"].list.count == 3)
    }
  }
}
