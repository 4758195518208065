/// The jobs of a soak: short runs of every method, through each kind of state that a checkpoint has to carry.
enum SoakJobs {
  /// What a job is about, without its seed and its threads.
  private static let configs: [String] = {
    let fc = #""network":{"name":"fc5","width":32},"batch_size":20,"epochs":50"#
    let pictures = #""network":\#(convolutions(dropout: false)),"batch_size":50,"epochs":8"#
    let dropped = #""network":\#(convolutions(dropout: true)),"batch_size":50,"epochs":8"#
    let adam = #""optimizer":{"name":"adam","learning_rate":0.001}"#
    let plain = #""optimizer":{"learning_rate":0.01,"momentum":0,"nesterov":false}"#
    let momentum = #""optimizer":{"learning_rate":0.01,"momentum":0.9,"nesterov":false,"decay":"decoupled"}"#
    let augmented = #"""
      "transforms":{"train":[{"name":"random_crop","size":28,"padding":2},{"name":"horizontal_flip"}]}
      """#
    return [
      #""method":"dkp",\#(fc)"#,
      #""method":"bp",\#(pictures),\#(adam)"#,
      #""method":"dfa",\#(fc),\#(momentum),"record":{"every":3}"#,
      #""method":"drtp",\#(fc),\#(plain)"#,
      #""method":"dkp",\#(dropped),\#(augmented)"#,
      #""method":"fa",\#(fc),\#(adam),"schedule":{"name":"exponential","gamma":0.95}"#,
      #""method":"kp",\#(dropped),"feedback":{"schedule":{"name":"exponential","gamma":0.9}}"#,
      #""method":"brsf",\#(fc),"record":{"signal_angle_every":4}"#,
      #""method":"sdfa",\#(pictures),\#(augmented)"#,
      // Batches that do not divide the set, and an end in the middle of an epoch.
      #""method":"bp","network":{"name":"fc5","width":48},"batch_size":30,"steps":333,\#(augmented)"#,
      #""method":"bp-fc-only",\#(pictures)"#,
      #""method":"usf",\#(fc),\#(momentum)"#,
    ]
  }()

  private static func convolutions(dropout: Bool) -> String {
    let drop = dropout ? #",{"name":"dropout","rate":0.5}"# : ""
    return #"""
      {"blocks":[{"layer":{"name":"conv","outputs":6,"kernel":5,"stride":2},\#
      "then":["batch_norm","relu",{"name":"max_pool","kernel":2}\#(drop)]},\#
      {"layer":{"name":"linear","outputs":16},"then":["batch_norm","relu"]},\#
      {"layer":{"name":"linear","outputs":10}}]}
      """#
  }

  /// Methods, networks and optimizers repeat after so many jobs; the seeds do not.
  static var count: Int { configs.count }

  /// The config of a job.
  ///
  /// - Parameters:
  ///   - index: from 0.
  ///   - threads: cores of its runs; nil for as many as the server gives.
  static func config(_ index: Int, seed: Int, trials: Int, threads: Int? = nil) -> String {
    let resources = threads.map { #","resources":{"threads":\#($0)}"# } ?? ""
    return #"{"dataset":"mnist","seed":\#(seed),"trials":\#(trials),\#(configs[index % count])\#(resources)}"#
  }
}
