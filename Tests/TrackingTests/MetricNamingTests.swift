import Testing
import Tracking

struct MetricNamingTests {
  @Test(arguments: ["loss", "test_accuracy", "top5", "a"])
  func `names are lower-case words with underscores`(name: String) {
    #expect(Metric.isName(name))
    #expect(Metric.nearestName(to: name) == name)
  }

  @Test(
    arguments: [
      ("Loss", "loss"), ("train/loss", "train_loss"), ("val loss (mean)", "val_loss_mean"), ("5top", "top"),
      ("", nil), ("é", nil), ("42", nil), ("_x", "x"), ("a\n", "a"),
      (String(repeating: "a", count: 65), String(repeating: "a", count: 64)),
    ] as [(String, String?)])
  func `what is no name has a nearest one, if any letter is left`(text: String, nearest: String?) {
    #expect(!Metric.isName(text))
    #expect(Metric.nearestName(to: text) == nearest)
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
