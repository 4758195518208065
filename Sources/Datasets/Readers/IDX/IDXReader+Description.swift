extension IDXReader {
  /// What the files in a folder say of the data set that they make up, so that it need not be registered.
  ///
  /// The shape is that of the training pictures, and the classes are those up to the largest training label.
  ///
  /// - Parameters:
  ///   - name: the data set's name, which is the folder's.
  ///   - paths: the four files, as ``paths(own:root:)`` finds them.
  /// - Throws: ``DatasetError`` if a header or the training labels are damaged, if the test pictures have another
  ///   shape, or if there is only the label 0.
  /// - Complexity: reads the training labels and the headers of both files of pictures.
  func descriptor(named name: String, paths: [String]) throws(DatasetError) -> DatasetDescriptor {
    let shape = try IDXFile.shape(path: paths[0])
    // Throws if the test pictures have another shape.
    _ = try IDXFile.count(path: paths[2], item: shape.idxItem)
    let largest = try IDXFile.read(path: paths[1], item: []).max() ?? 0
    guard largest > 0 else { throw .oneClass(path: paths[1]) }
    return DatasetDescriptor(
      name: name, shape: shape, classes: Int(largest) + 1, reader: self,
      advice: "put its four idx-ubyte files into one of these folders")
  }
}
