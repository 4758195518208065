import Foundation
import Testing
import TestSupport

/// What can be done to a job on the dashboard, in a real browser.
@Suite(.serialized) struct JobButtonsTests {
  private func click(_ action: String) -> String {
    """
    const button = document.querySelector('#jobs [data-job="1"] [data-action=\(action)]');
    if (button.hidden) throw new Error('\(action) is hidden');
    button.click();
    """
  }

  private func badge(_ word: String) -> String {
    "return document.querySelector('#jobs [data-job=\"1\"] .badge')?.textContent === '\(word)'"
  }

  @Test func `a job is paused, resumed, cloned with a change, cancelled and deleted`() async throws {
    let tiny = try TinyDataset()
    let server = try ServerProcess(arguments: ["--datasets", tiny.root.path])
    let posted = try await server.post(
      "/api/v1/jobs",
      #"{"dataset":"mnist","network":{"name":"fc5","width":16},"method":"dfa","epochs":100000,"batch_size":20}"#
    )
    #expect(posted.status == 201)
    func job() async throws -> JSONTree { try await server.get("/api/v1/jobs/1").json() }
    let browser = try await WebDriver()
    do {
      try await browser.open(server.url)
      try await browser.wait(for: "the job", badge("running"))
      try await browser.run(click("pause"))
      try await browser.wait(for: "the pause", badge("paused"))
      #expect(try await job()["paused"].flag == true)
      try await browser.run(click("resume"))
      try await browser.wait(for: "the job to go on", badge("running"))

      try await browser.run(click("clone"))
      try await browser.wait(
        for: "its config in the dialog",
        "return document.querySelector('#new-job').open && document.querySelector('#config').value.includes('\"width\": 16')"
      )
      try await browser.run(
        """
        const area = document.querySelector('#config');
        area.value = JSON.stringify({...JSON.parse(area.value), method: 'bp', epochs: 1, name: 'the clone'});
        area.dispatchEvent(new Event('input', {bubbles: true}));
        document.querySelector('#submit').click();
        """)
      try await browser.wait(
        for: "the clone",
        "return document.querySelector('#jobs [data-job=\"2\"]')?.innerText.includes('the clone') ?? false")

      try await browser.run(click("cancel"))
      try await browser.wait(for: "the cancellation", badge("cancelled"))
      // One click asks, the second does it.
      try await browser.run(click("delete"))
      #expect(try await job()["id"].integer == 1)
      try await browser.run(click("delete"))
      try await browser.wait(
        for: "the job to disappear", "return document.querySelector('#jobs [data-job=\"1\"]') === null")
      #expect(try await server.get("/api/v1/jobs/1").status == 404)
      #expect(try await browser.errors().isEmpty)
    } catch {
      await browser.quit()
      throw error
    }
    await browser.quit()
  }
}
