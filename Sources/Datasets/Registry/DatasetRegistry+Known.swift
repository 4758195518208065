/// The registered data sets. To add one, write its descriptor and put it in `all`.
extension DatasetRegistry {
  package static let all = [mnist, fashionMNIST, cifar10, cifar100, tinyImageNet]

  private static let mnist = DatasetDescriptor(
    name: "mnist", shape: SampleShape(channels: 1, height: 28, width: 28), classes: 10,
    reader: IDXReader.mnist,
    advice: """
      bearing datasets fetch mnist, or put train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, \
      t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz (packed or not) into one of these folders, or give \
      the folder above yours with --datasets DIR
      """,
    sources: .mnist)

  private static let fashionMNIST = DatasetDescriptor(
    name: "fashion-mnist", shape: SampleShape(channels: 1, height: 28, width: 28), classes: 10,
    reader: IDXReader.fashionMNIST,
    advice: """
      apt install dataset-fashion-mnist, or bearing datasets fetch fashion-mnist, or put its four idx-ubyte files \
      into one of these folders, or give the folder above yours with --datasets DIR
      """,
    sources: .fashionMNIST)

  private static let cifar10 = DatasetDescriptor(
    name: "cifar10", shape: CIFARReader.shape, classes: 10, reader: CIFARReader.cifar10,
    advice: """
      bearing datasets fetch cifar10, or put cifar-10-binary.tar.gz, the "binary version" of \
      https://www.cs.toronto.edu/~kriz/cifar.html, or the six .bin files in it, into one of these folders, or give \
      the folder above yours with --datasets DIR
      """,
    sources: .cifar10)

  private static let cifar100 = DatasetDescriptor(
    name: "cifar100", shape: CIFARReader.shape, classes: 100, reader: CIFARReader.cifar100,
    advice: """
      bearing datasets fetch cifar100, or put cifar-100-binary.tar.gz, the "binary version" of \
      https://www.cs.toronto.edu/~kriz/cifar.html, or train.bin and test.bin out of it, into one of these folders, \
      or give the folder above yours with --datasets DIR
      """,
    sources: .cifar100)

  private static let tinyImageNet = DatasetDescriptor(
    name: "tiny-imagenet", shape: TinyImageNetReader.shape, classes: 200, reader: TinyImageNetReader(),
    advice: """
      bearing datasets fetch tiny-imagenet, or unpack tiny-imagenet-200.zip in one of these folders, or give the \
      folder above yours with --datasets DIR
      """,
    sources: .tinyImageNet)
}
