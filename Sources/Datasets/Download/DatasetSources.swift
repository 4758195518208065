import Files

/// Where a dataset's files can be had.
package struct DatasetSources: Sendable, Equatable {
  /// One file, under the name that it has on the server and gets in the dataset's folder.
  package struct File: Sendable, Equatable {
    package let name: String
    package let checksum: Checksum

    package init(_ name: String, _ checksum: Checksum) {
      self.name = name
      self.checksum = checksum
    }
  }

  /// Addresses of folders that hold all of the files, the preferred one first. They end with a slash.
  package let addresses: [String]
  package let files: [File]
  /// For an archive that has to be unpacked: the folder that it makes, beside it.
  package let unpackedFolder: String?

  package init(addresses: [String], files: [File], unpackedFolder: String? = nil) {
    self.addresses = addresses
    self.files = files
    self.unpackedFolder = unpackedFolder
  }

  /// Addresses of one file, in the order in which to try them.
  ///
  /// - Parameter mirror: a folder's address in place of the usual ones; the slash at its end may be left out.
  package func urls(of file: File, mirror: String? = nil) -> [String] {
    let folders = mirror.map { [$0.hasSuffix("/") ? $0 : $0 + "/"] } ?? addresses
    return folders.map { $0 + file.name }
  }
}

extension DatasetSources {
  /// LeCun, Cortes and Burges's files. Their own server mostly refuses; these two keep the same files.
  ///
  /// - Source: the checksums are those of torchvision's `datasets/mnist.py`, as is the first address.
  package static let mnist = DatasetSources(
    addresses: [
      "https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ],
    files: [
      File("train-images-idx3-ubyte.gz", .md5("f68b3c2dcbeaaa9fbdd348bbdeb94873")),
      File("train-labels-idx1-ubyte.gz", .md5("d53e105ee54ea40749a09fcbcd1e9432")),
      File("t10k-images-idx3-ubyte.gz", .md5("9fb629c4189551a2d022fa330f9573f3")),
      File("t10k-labels-idx1-ubyte.gz", .md5("ec29112dd5afa0611ce80d1b7f02629c")),
    ])

  /// Zalando Research's files, from their bucket or their repository.
  ///
  /// - Source: the checksums are those of torchvision's `datasets/mnist.py`, as is the first address.
  package static let fashionMNIST = DatasetSources(
    addresses: [
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
      "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
    ],
    files: [
      File("train-images-idx3-ubyte.gz", .md5("8d4fb7e6c68d591d4c3dfef9ec88bf0d")),
      File("train-labels-idx1-ubyte.gz", .md5("25c81989df183df01b3e8a0aad5dffbe")),
      File("t10k-images-idx3-ubyte.gz", .md5("bef4ecab320f06d8554ea6380940ec79")),
      File("t10k-labels-idx1-ubyte.gz", .md5("bb300cfdad3c16e7a12a480ee83cd310")),
    ])

  /// Krizhevsky's binary version.
  ///
  /// - Source: the address and the checksum are those of the CIFAR page, https://www.cs.toronto.edu/~kriz/cifar.html.
  package static let cifar10 = DatasetSources(
    addresses: krizhevsky,
    files: [File("cifar-10-binary.tar.gz", .md5("c32a1d4ab5d03f1284b67883e8d87530"))])

  /// Krizhevsky's binary version.
  ///
  /// - Source: as for ``cifar10``.
  package static let cifar100 = DatasetSources(
    addresses: krizhevsky,
    files: [File("cifar-100-binary.tar.gz", .md5("03b5dce01913d631647c71ecec9e9cb8"))])

  /// The Stanford course CS231n's archive, 248,100,043 bytes.
  ///
  /// - Source: the address is the course's; it publishes no checksum, and this is the one that loaders of the data
  ///   set agree on.
  package static let tinyImageNet = DatasetSources(
    addresses: ["http://cs231n.stanford.edu/"],
    files: [File("tiny-imagenet-200.zip", .md5("90528d7ca1a48142e341f4ef8d21d0de"))],
    unpackedFolder: "tiny-imagenet-200")

  /// The second is where the first redirects to these days.
  private static let krizhevsky = ["https://www.cs.toronto.edu/~kriz/", "https://cave.cs.toronto.edu/kriz/"]
}

/// A published digest of a whole file.
package enum Checksum: Sendable, Hashable, CustomStringConvertible {
  /// 32 hexadecimal digits, lower case. It guards against accidents; old datasets publish nothing better.
  case md5(String)
  /// 64 hexadecimal digits, lower case.
  case sha256(String)

  /// The digits.
  package var hex: String {
    switch self {
    case .md5(let hex), .sha256(let hex): hex
    }
  }

  var algorithm: Digest.Algorithm {
    switch self {
    case .md5: .md5
    case .sha256: .sha256
    }
  }

  package var description: String {
    switch self {
    case .md5(let hex): "md5 \(hex)"
    case .sha256(let hex): "sha256 \(hex)"
    }
  }
}
