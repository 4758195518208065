/// One answer to somebody who has read up to a cursor, within one transaction.
struct PointReading {
  let reader: SeriesReader
  let after: PointCursor
  /// The last step that is asked for.
  let before: Int
  /// The last change of any series.
  let newestChange: Int

  /// The change from which on the reader has to be told. A plain step knows of none, and asks for later steps alone.
  private var firstUnknown: Int { after.change ?? newestChange }
  private var hasNews: Bool { firstUnknown < newestChange }

  /// Every series at most `count` points long (3 or more), reduced if need be; one of which a point has changed that was
  /// read before is read anew from its start.
  func reduced(_ series: [SeriesPoints], atMost count: Int) throws -> PointPage {
    var series = series
    var read: [Int64: Int] = [:]
    for index in series.indices {
      let id = series[index].id
      let step = after.step(of: id)
      series[index].isAnew =
        try hasNews && reader.hasChanges(of: id, after: firstUnknown, upTo: min(step, before))
      let last = try reader.read(
        &series[index], after: series[index].isAnew ? .min : step, upTo: before, atMost: count)
      read[id] = last ?? step
    }
    return PointPage(series: series, next: PointCursor(read, change: newestChange), isPartial: false)
  }

  /// The stored points of every series, at most `limit` of each: those that changed, then the new ones.
  func stored(_ series: [SeriesPoints], limit: Int) throws -> PointPage {
    var series = series
    var read: [Int64: Int] = [:]
    let (changes, known) = try changes(of: series, limit: limit)
    var isPartial = known < newestChange
    for index in series.indices {
      let id = series[index].id
      let step = after.step(of: id)
      try reader.read(&series[index], at: changes[id] ?? [])
      let changed = series[index].steps.count
      let room = limit - changed
      if try room <= 0 || reader.read(&series[index], after: step, upTo: before, limit: room) {
        isPartial = true
      }
      read[id] = series[index].steps.count > changed ? series[index].steps.last ?? step : step
    }
    return PointPage(series: series, next: PointCursor(read, change: known), isPartial: isPartial)
  }

  /// The steps at which points have changed that were read before, rising, by series, and the change up to which they
  /// are complete. Where a series has more than `limit`, none of any series goes beyond the last of those: so one number
  /// says for all how far they were told.
  private func changes(of series: [SeriesPoints], limit: Int) throws -> (steps: [Int64: [Int]], known: Int) {
    guard hasNews else { return ([:], newestChange) }
    var changes: [Int64: [SeriesChange]] = [:]
    var known = newestChange
    for one in series {
      let found = try reader.changes(
        of: one.id, after: firstUnknown, upTo: min(after.step(of: one.id), before), limit: limit)
      if found.count == limit, let last = found.last { known = min(known, last.number) }
      changes[one.id] = found
    }
    return (changes.mapValues { $0.filter { $0.number <= known }.map(\.step).sorted() }, known)
  }
}
