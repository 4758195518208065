import Foundation
import Testing
import TestSupport

/// Runs that MLflow's client logs, as the pages show them.
@Suite(.serialized) struct LoggedRunTests {
  @Test(arguments: ["", "/lab/bearing"])
  func `the link that the client prints opens the run, below a prefix too, and Back goes past it`(
    prefix: String
  ) async throws {
    let below = prefix.isEmpty ? [] : ["--base-path", prefix]
    let server = try ServerProcess(arguments: ["--workers", "0"] + below)
    let experiment = try await TrackedExperiment("logged here", on: server)
    let run = try await experiment.run("the first")
    try await run.log("train/loss", 0...9) { 1 / Double($0 + 1) }
    try await WebDriver.visit(URL(string: "\(server.url)/sql")!) { browser in
      func isAt(_ place: String) -> String {
        "return location.pathname + location.search + location.hash === '\(prefix)\(place)'"
      }
      try await browser.wait(for: "a page", "return document.querySelector('.sql-editor') !== null")
      for end in ["", "/artifacts/plots"] {
        try await browser.open(URL(string: "\(server.url)/\(run.link)\(end)")!)
        try await browser.wait(for: "the run", isAt("/run?id=\(run.number)"))
        try await browser.wait(
          for: "its name", "return document.querySelector('.run-head h1')?.innerText === 'the first'")
        try await browser.run("history.back()")
        try await browser.wait(for: "the page before", isAt("/sql"))
      }
      // Typed into the page that is open, which it leaves.
      try await browser.run("location.hash = '\(run.link)'")
      try await browser.wait(for: "the run", isAt("/run?id=\(run.number)"))
      try await browser.run("location.hash = '#/experiments/\(experiment.id)'")
      try await browser.wait(for: "the experiment", isAt("/?experiment=logged+here"))
      try await browser.wait(for: "its job", "return document.querySelectorAll('.rows .row a').length === 1")
      try await browser.run("history.back()")
      try await browser.wait(for: "the run", isAt("/run?id=\(run.number)"))
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `a link that names nothing leads to the overview without an error`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let experiment = try await TrackedExperiment("logged here", on: server)
    _ = try await experiment.run("the first")
    let unknown = String(repeating: "0", count: 29) + "999"
    let foreign = String(repeating: "0af3", count: 8)
    try await WebDriver.visit(server.url) { browser in
      let runs = "experiments/1/runs/"
      for end in [runs + unknown, runs + foreign, "experiments/77", "models/x"] {
        try await browser.open(URL(string: "about:blank")!)
        try await browser.open(URL(string: "\(server.url)/#/\(end)")!)
        try await browser.wait(
          for: "the overview", "return location.pathname + location.search + location.hash === '/'")
        try await browser.wait(
          for: "its list", "return document.querySelectorAll('.rows .row a').length === 1")
      }
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `a run's page has its description, params, charts, files and datasets, and takes more of them`()
    async throws
  {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let experiment = try await TrackedExperiment("logged here", on: server)
    let run = try await experiment.run("the first")
    try await run.log("train/loss", -2...9) { 1 / Double($0 + 3) }
    try await WebDriver.visit(URL(string: "\(server.url)/run?id=\(run.number)")!) { browser in
      let points = "document.querySelector('figure.chart[data-key=\"train/loss\"]')?.dataset.points"
      try await browser.wait(for: "its curve", "return \(points) === '12'")
      let panels = "[...document.querySelectorAll('.panel:not([hidden])')].map((one) => one.ariaLabel)"
      let names = try await browser.run("return \(panels)") as? [String]
      for none in ["Files", "Datasets", "Description"] { #expect(names?.contains(none) == false) }
      try await run.say(
        params: ["optimizer.learning_rate": "0.1"],
        tags: ["mlflow.note.content": "# Why\n\nIt is **wider** <img src=x onerror=alert(1)>", "who": "ada"])
      try await run.feed(with: "cifar-10", for: "training")
      try await run.put(Data("hello".utf8), at: "notes%20%25/a%20b.txt", as: "text/plain")
      try await run.put(LoggedPicture.png, at: "plots/a.png", as: "image/png")
      try await run.put(Data("<svg/>".utf8), at: "plots/b.svg", as: "image/svg+xml")
      try await browser.wait(
        for: "its description",
        "return document.querySelector('.description strong')?.innerText === 'wider'")
      try await browser.wait(
        for: "its files", "return document.querySelectorAll('.files li').length === 3")
      for (part, word) in [
        ("config", "optimizer.learning_rate"), ("files", "3 files"), ("files", "notes %/"),
        ("datasets", "training"), ("run-head .tags", "who:ada"),
      ] {
        let text = try await browser.run("return document.querySelector('.\(part)').innerText") as? String
        #expect(text?.contains(word) == true, "\(word) in \(text ?? "")")
      }
      #expect(
        try await browser.run("return document.querySelector('.description img') === null") as? Bool == true)

      let address = try #require(
        try await browser.run("return document.querySelector('.files a[download=\"a b.txt\"]').href")
          as? String)
      let file = try await server.get(String(address.dropFirst(server.url.absoluteString.count)))
      #expect(file.status == 200 && file.text == "hello")
      // A picture is shown when it is asked for; what may have scripts in it is not.
      try await browser.click(".files .look", "Show")
      try await browser.wait(
        for: "the picture", "return document.querySelector('.files img:not([hidden])')?.naturalWidth === 1")
      #expect(try await browser.run("return document.querySelectorAll('.files .look').length") as? Int == 1)
      try await browser.click(".files .look", "Hide")
      try await browser.wait(
        for: "its end", "return document.querySelector('.files img:not([hidden])') === null")
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `where the server wants a token a file comes with it`() async throws {
    let token = try TokenFile()
    let server = try ServerProcess(arguments: ["--workers", "0", "--token-file", token.path])
    let experiment = try await TrackedExperiment("logged here", on: server, headers: token.header)
    let run = try await experiment.run("the first")
    try await run.put(Data("hello".utf8), at: "a.txt", as: "text/plain")
    try await WebDriver.visit(URL(string: "\(server.url)/\(run.link)")!) { browser in
      try await browser.wait(
        for: "the question", "return document.querySelector('dialog.token[open]') !== null")
      try await browser.fill("dialog.token input", with: token.token)
      try await browser.press("Enter")
      try await browser.wait(for: "the file", "return document.querySelector('.files a') !== null")
      #expect(try await browser.run("return location.search") as? String == "?id=\(run.number)")
      try await browser.run(Browse.keepFiles)
      try await browser.click(".files a", "a.txt")
      try await browser.wait(for: "its bytes", "return window.saved['a.txt'] === 'hello'")
    }
  }

  @Test func `logged runs are filtered, listed and grouped by their params`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let experiment = try await TrackedExperiment("logged here", on: server)
    for optimizer in ["adam", "sgd"] {
      for rate in ["0.1", "0.01"] {
        // Twice: of params alone nobody can know whether it is the same run.
        for number in 1...2 {
          let run = try await experiment.run("\(optimizer) \(rate) \(number)")
          try await run.say(params: ["optimizer.name": optimizer, "optimizer.learning_rate": rate])
          try await run.log("train/loss", 0...19) { Double(number) / Double($0 + 1) }
          try await run.log("system/cpu_utilization_percentage", 0...99) { Double($0) }
          try await run.finish()
        }
      }
    }
    try await WebDriver.visit(URL(string: "\(server.url)/compare?experiment=logged+here")!) { browser in
      let points = Browse.points("train/loss")
      func legend(_ lines: [String]) -> String {
        let list = lines.map { "'\($0)'" }.joined(separator: ",")
        return
          "return [...document.querySelectorAll('.legend li')].map((one) => one.innerText.replace(/\\s+/g, ' ')).sort().join() === [\(list)].join()"
      }
      let rates = ["0.01", "0.1"].map { "optimizer.learning_rate=\($0) · optimizer.name=" }
      try await browser.wait(for: "a line for each two runs", "return \(points) === 80")
      // By what varies, without a choice; the machine's own numbers are not among the first charts.
      try await browser.wait(
        for: "all four", legend(rates.flatMap { ["\($0)adam n 2", "\($0)sgd n 2"] }))
      #expect(try await browser.run("return document.querySelectorAll('figure.chart').length") as? Int == 1)

      try await browser.click(".chart-controls button", "Group by")
      try await browser.click(".menu:popover-open label", "optimizer.name")
      try await browser.wait(for: "the choice", "return location.search.includes('group=optimizer.name')")
      try await browser.wait(for: "two lines", legend(["optimizer.name=adam n 4", "optimizer.name=sgd n 4"]))
      try await browser.wait(for: "their points", "return \(points) === 40")

      let some = "experiment=logged+here&config=optimizer.learning_rate:0.1"
      try await browser.open(URL(string: "\(server.url)/compare?\(some)")!)
      try await browser.wait(
        for: "those of one rate", legend(["optimizer.name=adam n 2", "optimizer.name=sgd n 2"]))
      try await browser.open(URL(string: "\(server.url)/?\(some)&column=optimizer.name&metric=train%2Floss")!)
      let cells = { (column: String) in
        "[...document.querySelectorAll(`.rows [data-column='\(column)']`)].map((one) => one.innerText)"
      }
      try await browser.wait(
        for: "four rows with their params",
        "return \(cells("config.optimizer.name")).join() === 'sgd,sgd,adam,adam'")
      #expect(
        try await browser.run("return \(cells("last"))") as? [String] == ["0.1", "0.05", "0.1", "0.05"])
      // The columns can be of any metric that was logged.
      try await browser.click(".tools button", "Columns")
      try await browser.wait(
        for: "its name",
        "return [...document.querySelectorAll('select[aria-label=Metric] option')].some((one) => one.value === 'system/cpu_utilization_percentage')"
      )
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `long tags and names and hundreds of metrics leave every page in its window`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let experiment = try await TrackedExperiment(String(repeating: "long ", count: 60), on: server)
    let run = try await experiment.run(String(repeating: "n", count: 240))
    let note = "# Why\n\n" + String(repeating: "wider nets ", count: 450)
    let history = #"[{"run_id":"\#(run.id)","x":"\#(String(repeating: "y", count: 3000))"}]"#
    try await run.say(
      params: ["data.path": String(repeating: "folder/", count: 300)],
      tags: [
        "mlflow.note.content": note, "mlflow.log-model.history": history, "mlflow.user": "ada", "why": "1",
      ])
    for part in 0..<3 {
      try await run.log((0..<100).map { "system/gpu_\($0)_\(part)_percentage" }, at: 0)
    }
    try await run.log("val loss", 0...3) { Double($0) }
    try await run.put(LoggedPicture.png, at: "plots/a.png", as: "image/png")
    let pages = [
      ("", "document.querySelectorAll('.rows .tag').length === 4"),
      ("run?id=\(run.number)", "document.querySelectorAll('figure.chart').length === 12"),
      ("compare?jobs=\(run.number)", Browse.points("val loss") + " === 4"),
    ]
    try await WebDriver.visit(server.url) { browser in
      for window in [WebDriver.Window.desk, .night, .phone] {
        try await browser.show(in: window)
        for (page, isThere) in pages {
          try await browser.open(URL(string: "\(server.url)/\(page)")!)
          try await browser.wait(for: page, "return \(isThere)")
          let wide = "return document.documentElement.scrollWidth > innerWidth"
          #expect(
            try await browser.run(wide) as? Bool == false, "\(page) scrolls sideways at \(window.width)")
          #expect(try await Accessibility.violations(on: browser) == [], "\(page) at \(window)")
          if window.isTouch { #expect(try await browser.run(Browse.smallTargets) as? [String] == []) }
        }
      }
      try await browser.show(in: .desk)
      try await browser.open(URL(string: "\(server.url)/run?id=\(run.number)")!)
      try await browser.wait(for: "the first charts", "return \(pages[1].1)")
      // Cut where they are shown, whole beside it; what people say comes before what a client says of itself.
      let tags =
        try await browser.run(
          "return [...document.querySelectorAll('.run-head .tag')].map((one) => [one.innerText, one.title])")
        as? [[String]]
      #expect(tags?.map(\.[1]) == ["why:1", "mlflow.log-model.history:\(history)", "mlflow.user:ada"])
      #expect(tags?.allSatisfy { $0[0].count <= 48 } == true)
      // Whoever edits the job keeps what no line can hold.
      try await browser.click(".run-head button", "Edit")
      try await browser.fill("#edit-tags", with: "who:me")
      try await browser.click("dialog[open] button", "Save")
      try await browser.wait(
        for: "the tag", "return document.querySelector('.run-head .tag').innerText === 'who:me'")
      let kept = try await server.get("/api/v1/jobs/\(run.number)").json()["tags"]
      #expect(kept.keys == ["mlflow.log-model.history", "mlflow.note.content", "who"])
      #expect(kept["mlflow.note.content"].string == note)
      try await browser.click("button", "more charts")
      try await browser.wait(
        for: "the rest", "return document.querySelectorAll('figure.chart').length === 301")
      #expect(try await browser.errors() == [])
    }
  }
}
