import Formats
import Store

extension JobFacets {
  /// What a selection can be narrowed by, as the API shows it.
  static let shape = JSONShape<JobFacets>(
    named: "Facets",
    [
      JSONField("total", .integer(0 ... .max).described("jobs of the selection")) { .integer($0.total) },
      JSONField(
        "facets",
        .map(of: .array(of: value.schema)).described(
          "by status, experiment, method, network, dataset and tag, the commonest first: each counted without what the selection says of itself"
        )
      ) { .object($0.values.mapValues { .array($0.map(value.json)) }) },
      JSONField(
        "left_out",
        .map(of: .integer(1 ... .max)).described("by the same: values that are not told, the rarest ones")
      ) { .object($0.leftOut.mapValues { .integer($0) }) },
      JSONField(
        "varying",
        .array(of: varyingKey.schema).described(
          "keys of the config that are not the same in all jobs of the selection")
      ) { .array($0.varying.map(varyingKey.json)) },
    ])

  private static let value = JSONShape<Value>([
    JSONField("value", .string) { .string($0.value) },
    JSONField("count", .integer(1 ... .max).described("jobs")) { .integer($0.count) },
  ])

  private static let varyingKey = JSONShape<Varying>([
    JSONField("key", .string.described("its path, with dots between")) { .string($0.key) },
    JSONField(
      "values", .integer(2 ... .max).described("how many different ones; not being there counts as one")
    ) { .integer($0.values) },
  ])
}
