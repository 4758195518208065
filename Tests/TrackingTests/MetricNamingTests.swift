import Testing
import Tracking

struct MetricNamingTests {
  @Test(
    arguments: [
      "loss", "test_accuracy", "top5", "a", "Loss", "train/loss", "val loss", "5top", "42", "_x", "é",
      "Verlust/größe",
      "a.b-c:d", "...", "a/.../b", ".a", "损失", String(repeating: "a", count: 250),
    ])
  func `names are what MLflow lets a metric be called`(name: String) throws {
    #expect(Metric.isName(name))
    #expect(Metric.nearestName(to: name) == name)
    #expect(
      try Regex("^\(Metric.namePattern)$").matchingSemantics(.unicodeScalar).wholeMatch(in: name) != nil)
  }

  @Test(
    arguments: [
      ("val loss (mean)", "val loss mean"), ("", nil), ("a\n", "a"), ("/a", "a"), ("a//b", "a/b"),
      ("a/", "a"),
      ("a/../b", "a/b"), ("./a", "a"), (".", nil), ("..", nil), ("loss,val", "loss val"), ("50%", "50"),
      ("€!", "€"),
      ("\u{0}", nil), ("<b>", "b"),
    ] as [(String, String?)])
  func `what is no name has a nearest one, if anything is left`(text: String, nearest: String?) throws {
    #expect(!Metric.isName(text))
    #expect(Metric.nearestName(to: text) == nearest)
    #expect(
      try Regex("^\(Metric.namePattern)$").matchingSemantics(.unicodeScalar).wholeMatch(in: text) == nil)
  }

  @Test func `the longest name has 250 characters`() {
    #expect(!Metric.isName(String(repeating: "a", count: 251)))
    #expect(Metric.nearestName(to: String(repeating: "a", count: 251)) == String(repeating: "a", count: 250))
  }

  @Test func `layers are called as PyTorch calls modules, too`() {
    #expect(["fc1", "layer1.0.conv2", "block-3", "A_b"].allSatisfy(Metric.isLayer))
    #expect(
      !["", "a b", "a,b", "é", "a\u{0}", String(repeating: "a", count: 65)].contains(where: Metric.isLayer))
  }

  @Test func `units can be printed`() {
    #expect(["nats", "1/s", "°C", "samples per second"].allSatisfy(Metric.isUnit))
    #expect(!["", "a\n", "\u{7F}", String(repeating: "a", count: 65)].contains(where: Metric.isUnit))
  }
}
