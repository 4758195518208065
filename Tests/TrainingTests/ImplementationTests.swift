import Compute
import Testing

@testable import Training

/// Which kernels compute the products of the networks that people train, as oneDNN names them: a kernel that fits badly
/// computes the same numbers, so no other test would see it.
@Suite struct ImplementationTests {
  static let networks = ["conv2", "fc5", "fc5:1000", "alexnet", "alexnet-32"]
  static let methods = ["bp", "dkp", "fa"]

  private func products(_ network: String, _ method: String, _ precision: Precision) throws -> [Product] {
    try StepBenchmark.Subject(
      network: network, method: method, batchSize: nil, precision: precision, measuresAngle: true
    ).products(threads: 2)
  }

  /// oneDNN's plain matrix products behind a layer (`gemm`), and its loops without any (`ref`), are many times slower.
  @Test(.enabled(if: ProcessorFeatures.here.hasAVX512, "it has no AVX-512"), arguments: networks, methods)
  func `in f32 every product has a kernel made for it`(network: String, method: String) throws {
    let products = try products(network, method, .f32)
    #expect(products.count > 6 && products.contains { $0.implementation != Product.own })
    for product in products where product.implementation != Product.own {
      #expect(!product.implementation.contains("ref"), "\(product)")
      #expect(!product.implementation.contains("gemm:jit"), "\(product)")
      #expect(product.implementation.contains("avx512"), "\(product)")
    }
  }

  @Test(
    .enabled(if: ProcessorFeatures.here.hasTiles, "this processor has no matrix tiles (AMX_BF16)"),
    arguments: networks, methods)
  func `in bf16 every product runs on matrix tiles`(network: String, method: String) throws {
    let products = try products(network, method, .bf16)
    for product in products where product.implementation != Product.own {
      #expect(product.implementation.contains("amx"), "\(product)")
    }
  }

  /// Of few classes the products are this module's own, in which a strip of columns is fetched once; of many they are worth
  /// tiles.
  @Test(
    .enabled(if: ProcessorFeatures.here.hasTiles, "this processor has no matrix tiles (AMX_BF16)"),
    arguments: [10, 32, 100, 200], [1000, 193_600])
  func `in bf16 feedback of many classes runs on matrix tiles`(classes: Int, columns: Int) throws {
    let device = try Device(planning: MemoryPlan(), threads: 2)
    let error = try Tensor(shape: [32, classes], on: device)
    let point = try FeedbackPoint(
      matrix: Tensor(shape: [classes, columns], on: device), sent: error, error: error,
      matrixGradient: Tensor(shape: [classes, columns], on: device),
      image: Tensor(shape: [32, classes], on: device), on: device)
    let pictures = Layout([32, columns], .bf16)
    let products = try point.products(
      activations: Tensor(pictures, on: device), signal: Tensor(pictures, on: device)
    ).products
    #expect(products.count == (classes < 32 ? 1 : 3))
    for product in products {
      #expect(
        classes < 32
          ? product.implementation == Product.own : product.implementation.contains("amx"), "\(product)")
    }
  }
}
