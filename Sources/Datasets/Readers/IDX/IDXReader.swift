/// Reads a data set kept as four IDX files, the way MNIST is.
package struct IDXReader: DatasetReader {
  private let trainImages: DatasetFile
  private let trainLabels: DatasetFile
  private let testImages: DatasetFile
  private let testLabels: DatasetFile

  /// The names that MNIST and its successors are published under.
  package static let standard = IDXReader(
    trainImages: DatasetFile("train-images-idx3-ubyte", otherNames: otherNames("train-images")),
    trainLabels: DatasetFile("train-labels-idx1-ubyte", otherNames: ["train-labels.idx1-ubyte"]),
    testImages: DatasetFile("t10k-images-idx3-ubyte", otherNames: otherNames("t10k-images")),
    testLabels: DatasetFile("t10k-labels-idx1-ubyte", otherNames: ["t10k-labels.idx1-ubyte"]))

  /// Pictures with channels have four dimensions, and some people say so in the name.
  private static func otherNames(_ stem: String) -> [String] {
    ["\(stem).idx3-ubyte", "\(stem)-idx4-ubyte", "\(stem).idx4-ubyte"]
  }

  private var files: [DatasetFile] { [trainImages, trainLabels, testImages, testLabels] }

  package var layouts: [DatasetLayout] { [.folder(files)] }

  /// The files' paths in a folder that has all four, else nil.
  func paths(in folder: String) -> [String]? {
    let paths = files.compactMap { $0.path(in: folder) }
    return paths.count == files.count ? paths : nil
  }

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
    let images = try IDXFile.read(path: imagePath, item: shape.idxItem)
    let count = images.count / shape.count
    guard count == labels.count else {
      throw .countMismatch(
        images: imagePath, imageCount: count, labels: labelPath, labelCount: labels.count)
    }
    return DatasetSplit(shape: shape, images: images, labels: labels)
  }
}

extension SampleShape {
  /// The dimensions of one picture in an IDX file.
  var idxItem: [Int] { channels == 1 ? [height, width] : [channels, height, width] }
}
