import Glibc

/// Reads a dataset kept as four IDX files, the way MNIST is.
package struct IDXReader: DatasetReader {
  /// The folder that torchvision makes for the set; nil for a set that it does not know.
  private let torchvisionFolder: String?

  /// For any folder of such files.
  package static let standard = IDXReader(torchvisionFolder: nil)
  package static let mnist = IDXReader(torchvisionFolder: "MNIST")
  package static let fashionMNIST = IDXReader(torchvisionFolder: "FashionMNIST")

  /// Training pictures and labels, test pictures and labels, under the names that MNIST and its successors are
  /// published under.
  private static let files = [
    DatasetFile("train-images-idx3-ubyte", otherNames: otherNames("train-images")),
    DatasetFile("train-labels-idx1-ubyte", otherNames: ["train-labels.idx1-ubyte"]),
    DatasetFile("t10k-images-idx3-ubyte", otherNames: otherNames("t10k-images")),
    DatasetFile("t10k-labels-idx1-ubyte", otherNames: ["t10k-labels.idx1-ubyte"]),
  ]

  /// Pictures with channels have four dimensions, and some people say so in the name.
  private static func otherNames(_ stem: String) -> [String] {
    ["\(stem).idx3-ubyte", "\(stem)-idx4-ubyte", "\(stem).idx4-ubyte"]
  }

  /// In the set's own folder; in `raw` there, where torchvision puts them; and wherever torchvision's own folder is.
  package var layouts: [DatasetLayout] {
    let files = Self.files
    let own: [DatasetLayout] = [.folder(files), .folder(files, subfolder: "raw")]
    guard let torchvisionFolder else { return own }
    return own
      + ["\(torchvisionFolder)/raw", torchvisionFolder].flatMap { path -> [DatasetLayout] in
        [.folder(files, subfolder: path), .beside(files, folder: path)]
      }
  }

  /// The files' paths in the first of the layouts' folders that has all four, else nil.
  ///
  /// - Parameters: as in ``DatasetLayout/folders(own:root:)``.
  func paths(own: String, root: String) -> [String]? {
    for folder in layouts.flatMap({ $0.folders(own: own, root: root) }) where access(folder, X_OK) == 0 {
      let paths = Self.files.compactMap { $0.path(in: folder) }
      if paths.count == Self.files.count { return paths }
    }
    return nil
  }

  /// The registered descriptor, if the pictures of both halves have its shape: their headers are read.
  package func described(_ located: LocatedDataset) throws(DatasetError) -> DatasetDescriptor {
    for path in [located.paths[0], located.paths[2]] {
      _ = try IDXFile.count(path: path, item: located.descriptor.shape.idxItem)
    }
    return located.descriptor
  }

  /// Compares what the headers of pictures and labels say.
  package func counts(_ located: LocatedDataset) throws(DatasetError) -> (train: Int, test: Int) {
    let (paths, item) = (located.paths, located.descriptor.shape.idxItem)
    func count(_ images: Int) throws(DatasetError) -> Int {
      let (images, labels) = (paths[images], paths[images + 1])
      let count = try (
        images: IDXFile.count(path: images, item: item), labels: IDXFile.count(path: labels, item: [])
      )
      guard count.images == count.labels else {
        throw .countMismatch(
          images: images, imageCount: count.images, labels: labels, labelCount: count.labels)
      }
      return count.labels
    }
    return try (count(0), count(2))
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

extension IDXReader {
  /// What the files in a folder say of the dataset that they make up, so that it need not be registered.
  ///
  /// The shape is that of the training pictures, and the classes are those up to the largest training label.
  ///
  /// - Parameters:
  ///   - name: the dataset's name, which is the folder's.
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
