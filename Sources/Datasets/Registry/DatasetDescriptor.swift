/// What is known of a dataset before a file of it has been opened.
package struct DatasetDescriptor: Sendable {
  /// Lower case, words joined by hyphens; also the name of its folder.
  package let name: String
  package let shape: SampleShape
  package let classes: Int
  /// Of the set as it is published, of whose classes the files may have a part only; else the same.
  package let wholeClasses: Int
  /// Knows the files and how to read them.
  package let reader: any DatasetReader
  /// What a person without the dataset should do, as an end to "To get it: ".
  package let advice: String
  /// Where the files can be had; nil for a set that nobody publishes.
  package let sources: DatasetSources?

  package init(
    name: String, shape: SampleShape, classes: Int, wholeClasses: Int? = nil, reader: any DatasetReader,
    advice: String, sources: DatasetSources? = nil
  ) {
    self.name = name
    self.shape = shape
    self.classes = classes
    self.wholeClasses = wholeClasses ?? classes
    self.reader = reader
    self.advice = advice
    self.sources = sources
  }

  /// The same where files have another number of classes.
  func with(classes: Int) -> DatasetDescriptor {
    DatasetDescriptor(
      name: name, shape: shape, classes: classes, wholeClasses: max(classes, wholeClasses), reader: reader,
      advice: advice, sources: sources)
  }
}
