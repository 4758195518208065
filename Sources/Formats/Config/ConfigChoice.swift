/// Names that a config may give in one place, each with what it stands for.
package protocol ConfigChoice: RawRepresentable, CaseIterable where RawValue == String {
  /// In a few words, for people.
  var summary: String { get }
}
