import Store
import Testing

@testable import MLflowAPI

/// MLflow's language of filters; what it means is tested with its own client.
struct SearchTextTests {
  private func conditions(_ text: String) throws -> [RunSearch.Condition] {
    try SearchText.runConditions(text)
  }

  @Test func `names, comparisons and values in all their ways of writing`() throws {
    let read = try conditions(
      "metrics.`val/acc`>=-0.5 and params.\"a b\" != 'it is' AND tags.mlflow.user LIKE \"%x\" AND status='FAILED'"
    )
    #expect(
      read == [
        RunSearch.Condition(.metric("val/acc"), .number(.greaterOrEqual, -0.5)),
        RunSearch.Condition(.param("a b"), .text(.notEqual, "it is")),
        RunSearch.Condition(.tag("mlflow.user"), .like("%x", ignoresCase: false)),
        RunSearch.Condition(.attribute(.status), .text(.equal, "FAILED")),
      ])
    #expect(
      try conditions(
        "run_id NOT IN ('a', \"b\") AND tags.x IS NOT NULL AND created < 1e3 AND dataset.name ILIKE 'm_'")
        == [
          RunSearch.Condition(.attribute(.id), .among(["a", "b"], isNegated: true)),
          RunSearch.Condition(.tag("x"), .isPresent(true)),
          RunSearch.Condition(.attribute(.start), .number(.less, 1_000)),
          RunSearch.Condition(.dataset(.name), .like("m_", ignoresCase: true)),
        ])
    #expect(try conditions("").isEmpty)
  }

  @Test(arguments: [
    "metrics.loss", "metrics.loss >", "metrics.loss > 1 OR status = 'x'", "(metrics.loss > 1)",
    "metrics.loss > 'x'",
    "params.a = 1", "params.a > '1'", "params.a IN ('1')", "status > 'A'", "start_time = 'x'",
    "nothing = 'x'",
    "metric.a = 1 AND", "params.a = 'x", "metrics. = 1", "what.a = 1", "run_id IN ()", "run_id IN ('a'",
    "metrics.a = NaN",
    "tags.a IS", "tags.a IS NOT", "metrics.a IS NULL", "datasets.size = '1'", "metrics.a = 1 metrics.b = 2",
    "'a' = 'b'",
  ])
  func `what is no filter is told, and where`(text: String) {
    #expect(throws: MLflowError.self) { try conditions(text) }
  }

  @Test func `orders have a direction, and each key once`() throws {
    #expect(
      try SearchText.runOrders(["metrics.`a b` DESC", "start_time", "params.x asc"]) == [
        RunSearch.Order(.metric("a b"), isDescending: true),
        RunSearch.Order(.attribute(.start), isDescending: false),
        RunSearch.Order(.param("x"), isDescending: false),
      ])
    for bad in [["metrics.a DOWN"], ["metrics.a", "metrics.a DESC"], ["dataset.name"], [""]] {
      #expect(throws: MLflowError.self) { try SearchText.runOrders(bad) }
    }
  }
}
