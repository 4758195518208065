extension ReferenceNetwork {
  /// The signal angle in degrees at each hidden block that got a signal: between it and the loss's gradient at the
  /// same parameters, batch and dropout masks. The angle of the mean cosine; 0 for `bp`.
  ///
  /// - Parameter signals: of a pass that this network, as it is now, made of `x` and `labels`.
  package func signalAngles(of signals: [String: [Double]], x: [Double], labels: [Int]) -> [String: Double] {
    var twin = self
    let truth = twin.pass(.bp, x: x, labels: labels).signals
    return Dictionary(
      uniqueKeysWithValues: signals.map { name, signal in
        let cosine = ReferenceAlignment.meanCosine(
          signal: signal, gradient: truth[name]!, samples: labels.count)
        return (name, ReferenceAlignment.degrees(cosine: cosine))
      })
  }
}
