/// Points of one series, as columns of equal length. NaN stands for a value that is stored as NULL.
package struct SeriesPoints: Sendable, Equatable, Identifiable {
  package var id: Int64
  package var run: Int64
  /// The run's attempt: when it goes up, points were deleted, and what was read before is void.
  package var attempt: Int
  /// Whether these points are all that the series has, since some changed that had been read: what was read before is
  /// void.
  package var isAnew = false
  package var name: String
  package var layer: String?
  package var unit: String?
  /// Rising; those that changed come before those that are new. Of a reduced point: the middle of the steps that it stands for.
  package var steps: [Int] = []
  /// Of a reduced point: the mean of the values that it stands for.
  package var values: [Double] = []
  /// What the reduced points leave out; nil when `steps` and `values` are the stored points.
  package var reduction: Reduction?

  /// The rest of a reduced series, columns as long as `steps`.
  package struct Reduction: Sendable, Equatable {
    /// Steps that each reduced point stands for: the first ends at a multiple of it, all others begin and end there, but
    /// for the last where there are no more.
    package var span: Int
    package var min: [Double] = []
    package var max: [Double] = []
    /// How many stored points each reduced one stands for, those that are NULL too.
    package var counts: [Int] = []
    /// How many of them are NULL.
    package var nulls: [Int] = []
  }

  mutating func append(_ bucket: Bucket) {
    steps.append(bucket.step)
    values.append(bucket.mean)
    reduction?.min.append(bucket.min)
    reduction?.max.append(bucket.max)
    reduction?.counts.append(bucket.count)
    reduction?.nulls.append(bucket.nulls)
  }
}

/// Points of several series, read in one transaction.
package struct PointPage: Sendable, Equatable {
  /// Every series asked for that exists, those without new points too: their `attempt` counts.
  package var series: [SeriesPoints]
  /// Where to go on: gives exactly the points committed or changed since, or left out by `isPartial`.
  package var next: PointCursor
  /// Whether any series is reduced.
  package var isReduced: Bool { series.contains { $0.reduction != nil } }
  /// Whether stored points were left out because one answer has a maximum; ask again with `next`.
  package var isPartial: Bool
}

/// A point that was stored, or got another value, at a step that its series had reached before.
struct SeriesChange: Equatable {
  /// Rises with each change of any series, in the order of the commits.
  var number: Int
  var step: Int
}
