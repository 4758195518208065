import Formats
import Tracking

/// Jobs and runs, as ``JobJSON`` writes them.
extension Schema {
  static let status = component("Status", words(Status.allCases.map(\.rawValue)))

  static let job = component(
    "Job",
    .object([
      "id": id, "name": string, "experiment": string, "status": status,
      "paused": boolean.described("whether none of its runs is begun"), "priority": priority,
      "method": string, "network": string,
      "dataset": string, "tags": map(of: string),
      "config": anyObject.described(
        "every key with the value in force; of a run that is trained elsewhere whatever came"),
      "created_at": time, "started_at": time.orNull, "finished_at": time.orNull,
      "message": string.orNull.described("why it ended as it did"),
      "waiting": string.orNull.described(
        "why its next run has not begun though it is its turn: there is too little memory now"),
      "progress": progress,
      "runs": array(of: run),
    ]))

  static let run = component(
    "Run",
    .object([
      "id": id, "job_id": id, "job_name": string, "experiment": string, "method": string, "network": string,
      "dataset": string, "trial": integer(1 ... .max), "seed": integer(0 ... .max), "status": status,
      "attempt": integer(1 ... .max).described("goes up when the run begins again at its last checkpoint"),
      "step": integer(0 ... .max).described("iterations whose points are stored"),
      "steps": integer(0 ... .max).orNull.described("iterations of the whole run; null while unknown"),
      "epoch": integer(0 ... .max), "epochs": integer(0 ... .max).orNull,
      "steps_per_epoch": integer(1 ... .max),
      "external": boolean.described("whether it is trained elsewhere"),
      "threads": integer(1 ... .max).orNull.described("cores that it was begun with, and goes on with"),
      "diverged_step": integer(1 ... .max).orNull.described("the iteration whose loss was not finite"),
      "created_at": time,
      "started_at": time.orNull, "finished_at": time.orNull,
      "last_point_at": time.orNull.described("when its last points were stored; null before the first"),
      "message": string.orNull,
      "layers": array(of: string).described("layers with an alignment angle, first to last"),
      "angle_layers": map(of: array(of: string)).described("layers by the name of an angle"),
      "latest": map(of: number.orNull).described(
        "the last value of each metric of the whole network; null for a NaN"),
    ]))

  private static let progress = component(
    "Progress",
    .object([
      "step": integer(0 ... .max),
      "steps": integer(0 ... .max).orNull.described("null while the length of a run is unknown"),
      "fraction": Schema(["type": ["number", "null"]]).with("minimum", 0).with("maximum", 1),
      "eta_seconds": number.orNull,
      "samples_per_second": number.orNull,
    ]))

  /// One page of a list.
  ///
  /// - Parameter key: of the items.
  static func page(_ key: String, of item: Schema) -> Schema {
    .object([
      key: array(of: item),
      "next": string.orNull.described("the `after` of the next page; null on the last"),
    ])
  }
}
