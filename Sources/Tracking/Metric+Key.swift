/// A metric and its layer as one text, for those who know no layers: `angle/fc1` is `angle` of `fc1`.
extension Metric {
  package var key: String { layer.map { name + "/" + $0 } ?? name }

  /// What a key stands for where somebody writes under it: of measures that have layers the layer is what comes behind the last
  /// slash, any other key is a name as it is.
  ///
  /// - Parameter layered: names of the measures that have layers.
  package init(key: String, layered: Set<String>) {
    if let parts = Self.parts(of: key), layered.contains(parts.name) {
      self.init(parts.name, layer: parts.layer)
    } else {
      self.init(key)
    }
  }

  /// What a key may stand for where somebody reads: a name as it is, or one with a layer behind the last slash.
  package static func readings(ofKey key: String) -> [Metric] {
    [Metric(key)] + (parts(of: key).map { [Metric($0.name, layer: $0.layer)] } ?? [])
  }

  private static func parts(of key: String) -> (name: String, layer: String)? {
    guard let slash = key.unicodeScalars.lastIndex(of: "/"), slash != key.startIndex else { return nil }
    let layer = String(key[key.index(after: slash)...])
    return isLayer(layer) ? (String(key[..<slash]), layer) : nil
  }
}
