import Foundation
import Testing
import TestSupport

/// More than anybody looks at one by one: thousands of runs, many trials, many groups.
@Suite(.serialized) struct ManyTests {
  private let tiny = Result { try TinyDataset() }

  @Test func `a choice of eighteen hundred runs has an address, and is drawn`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    let first = try await OutsideRun(on: server)
    try await first.log("loss", 1...30) { 1 / Double($0) }
    let rates = (1...900).map { "\(Double($0) / 100_000)" }.joined(separator: ",")
    let posted = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"fashion-mnist","network":"fc5","method":"dfa","epochs":1,"trials":4,"sweep":{"optimizer.learning_rate":[\#(rates)]}}"#
    )
    #expect(posted.status == 201, "\(posted.text.prefix(300))")
    // Every second one, so that no range makes them short.
    let chosen = stride(from: 1, to: 3600, by: 2).map(String.init)
    #expect(chosen.count == 1800 && chosen.first == "\(first.id)")
    try await WebDriver.visit(server.url) { browser in
      for sign in ["?", "#"] {
        // A request's line has 8 KiB; what is longer goes behind "#".
        let some = sign == "?" ? chosen.prefix(1200).joined(separator: ",") : chosen.joined(separator: ",")
        try await browser.open(URL(string: "about:blank")!)
        try await browser.open(URL(string: "\(server.url)/compare\(sign)runs=\(some)")!)
        try await browser.wait(
          for: "\(sign) the curve of the one that has points", seconds: 60,
          "return \(Browse.points("loss")) === 30")
        #expect(
          try await browser.run(
            "return performance.getEntriesByType('resource').filter((one) => one.responseStatus >= 400).length"
          ) as? Int == 0)
        // The runs, their points, and what every page asks: not one for each run.
        let calls =
          "performance.getEntriesByType('resource').filter((one) => one.name.includes('/api/v1/')).length"
        #expect(try await browser.run("return \(calls)") as? Int ?? 99 < 20)
        #expect(try await browser.errors() == [])
      }
    }
  }

  @Test func `forty groups are all told apart`() async throws {
    let server = try ServerProcess(arguments: ["--workers", "0"])
    for number in 1...40 {
      let run = try await OutsideRun(on: server, keys: #","config":{"width":\#(number)}"#)
      try await run.log("loss", 1...5) { Double(number) / Double($0) }
      try await run.finish("succeeded")
    }
    try await WebDriver.visit(URL(string: "\(server.url)/compare?experiment=outside")!) { browser in
      try await browser.wait(for: "all points", "return \(Browse.points("loss")) === 200")
      let looks = try await browser.run(
        "return [...document.querySelectorAll('.legend .swatch')].map((one) => one.toDataURL())")
      let all = try #require(looks as? [String])
      #expect(all.count == 40 && Set(all).count == 40)
      #expect(try await browser.errors() == [])
    }
  }

  @Test func `ten trials lie beside each other, and every action is within the window`() async throws {
    let server = try ServerProcess(arguments: ["--datasets", try tiny.get().root.path])
    let posted = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"dfa","batch_size":20,"epochs":100000,"trials":10,"#
        + #""name":"ten of them, with a name as long as people give who want to find it again","tags":{"who":"me","why":"figure"}}"#
    )
    #expect(posted.status == 201, "\(posted.text)")
    try await WebDriver.visit(server.url) { browser in
      try await browser.show(in: .desk)
      try await browser.open(URL(string: "\(server.url)/run?id=1")!)
      try await browser.wait(for: "the runs", "return document.querySelectorAll('.siblings a').length === 10")
      let wrong = try await browser.run(
        """
        const boxes = [...document.querySelectorAll('.siblings a, .run-head button')].filter((one) => one.checkVisibility());
        const outside = (box) => box.left < 0 || box.right > innerWidth;
        const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
        return boxes.flatMap((one, i) => {
          const box = one.getBoundingClientRect();
          const over = boxes.slice(i + 1).filter((other) => meet(box, other.getBoundingClientRect()));
          return outside(box) || over.length > 0 ? [one.innerText] : [];
        });
        """)
      #expect(wrong as? [String] == [])
      #expect(
        try await browser.run("return document.querySelectorAll('.run-head [data-action=cancel]').length")
          as? Int == 1)
    }
  }
}
