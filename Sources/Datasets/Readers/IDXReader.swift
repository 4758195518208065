/// Reads a data set kept as four IDX files, the way MNIST is.
package struct IDXReader: DatasetReader {
  private let trainImages: DatasetFile
  private let trainLabels: DatasetFile
  private let testImages: DatasetFile
  private let testLabels: DatasetFile

  /// The names that MNIST and its successors are published under.
  package static let standard = IDXReader(
    trainImages: DatasetFile("train-images-idx3-ubyte", otherNames: ["train-images.idx3-ubyte"]),
    trainLabels: DatasetFile("train-labels-idx1-ubyte", otherNames: ["train-labels.idx1-ubyte"]),
    testImages: DatasetFile("t10k-images-idx3-ubyte", otherNames: ["t10k-images.idx3-ubyte"]),
    testLabels: DatasetFile("t10k-labels-idx1-ubyte", otherNames: ["t10k-labels.idx1-ubyte"]))

  package var files: [DatasetFile] { [trainImages, trainLabels, testImages, testLabels] }

  package func counts(_ located: LocatedDataset) throws(DatasetError) -> (train: Int, test: Int) {
    let paths = located.paths
    return try (IDXFile.count(path: paths[1], item: []), IDXFile.count(path: paths[3], item: []))
  }

  package func read(
    _ located: LocatedDataset
  ) throws(DatasetError) -> (train: DatasetSplit, test: DatasetSplit) {
    let paths = located.paths
    let descriptor = located.descriptor
    return try (
      split(images: paths[0], labels: paths[1], of: descriptor),
      split(images: paths[2], labels: paths[3], of: descriptor)
    )
  }

  private func split(
    images imagePath: String, labels labelPath: String, of descriptor: DatasetDescriptor
  ) throws(DatasetError) -> DatasetSplit {
    // Labels first: they are small, so most mix-ups are found before the large file is unpacked.
    let labels = try IDXFile.read(path: labelPath, item: [])
    if let sample = labels.firstIndex(where: { $0 >= descriptor.classes }) {
      throw .labelOutOfRange(
        path: labelPath, sample: sample, classes: descriptor.classes, found: Int(labels[sample]))
    }
    let shape = descriptor.shape
    let item =
      shape.channels == 1 ? [shape.height, shape.width] : [shape.channels, shape.height, shape.width]
    let images = try IDXFile.read(path: imagePath, item: item)
    let count = images.count / shape.count
    guard count == labels.count else {
      throw .countMismatch(
        images: imagePath, imageCount: count, labels: labelPath, labelCount: labels.count)
    }
    return DatasetSplit(shape: shape, images: images, labels: labels)
  }
}
