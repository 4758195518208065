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
}
