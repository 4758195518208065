import Formats
import Tracking

/// What picks jobs, in the query of every call that is about many of them.
extension Parameter {
  static let selection: [Parameter] = [
    .repeated(
      "q", .selected, most: JobSelection.mostInQuery,
      "words that all occur, whatever their case, in a job's number, name, experiment, method, network, dataset, tags or notes",
      example: ["mnist dkp"]),
    .repeated(
      "status", .status, most: JobSelection.mostInQuery, "only jobs of this status, or of one of several"),
    .repeated(
      "experiment", .selected, most: JobSelection.mostInQuery,
      "only those of this experiment, or of one of several"),
    .repeated(
      "method", .selected, most: JobSelection.mostInQuery, "only those of this method, or of one of several"),
    .repeated(
      "network", .selected, most: JobSelection.mostInQuery,
      "only those of this network, or of one of several"),
    .repeated(
      "dataset", .selected, most: JobSelection.mostInQuery,
      "only those of this dataset, or of one of several"),
    .repeated(
      "tag", .selectedTag, most: JobSelection.mostInQuery,
      "key:value; only those that carry this tag, whichever of several colons is the one between; of several values of a key one is enough",
      example: ["who:me"]),
    .repeated(
      "config", .selectedConfig, most: JobSelection.mostChoices,
      "path:value; only those whose config has this value, as JSON without quotes, nothing for a key that is not there; of several values of a path one is enough",
      example: ["optimizer.learning_rate:0.01"]),
    .query(
      "jobs", .selectedIDs,
      "only those with these ids, or in these ranges such as 10-20, with commas between",
      example: [1]),
    .query(
      "runs", .selectedIDs, "only jobs of these runs, and only these runs, ids and ranges likewise",
      example: [1]),
  ]

  static let expected = query(
    "expected", .integer(0 ... .max),
    "how many jobs that is; without it the answer is a 409 that says how many")
}

extension JSONSchema {
  /// A value that jobs are picked by.
  static let selected = string(0...JobSelection.longestValue).with("pattern", #"^[^\u0000]*$"#)

  static let selectedTag = string(matching: #"^[^:\u0000]*:[^\u0000]*$"#)
    .with("maxLength", .integer(JobSelection.longestValue))

  static let selectedConfig = string(matching: "^\(ConfigPath.pattern):[^\\u0000]*$")
    .with("maxLength", .integer(JobSelection.longestValue))

  /// Ids of a query, or ranges whose ends rise.
  static let selectedIDs = array(of: selectedID, count: 0...JobSelection.mostIDsInQuery)

  static let selectedID = any(of: [id, string(matching: "^[1-9][0-9]{0,17}-[1-9][0-9]{0,17}$")])
}
