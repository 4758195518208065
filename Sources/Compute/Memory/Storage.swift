import Glibc

/// Zeroed memory of a tensor, on a 64-byte boundary: a cache line, and the width of an AVX-512 register.
///
/// From 2 MB on it comes straight from the system, in large pages where it gives them, since with small ones a step touches
/// more pages than the processor remembers; and it goes straight back. From the heap it would not: what one run has freed
/// would stay with the process, and the wish for large pages with every small thing that comes to lie there.
final class Storage {
  /// Bytes of x86-64's and AArch64's large pages.
  private static let hugePage = 2 << 20
  /// Where a tensor of a device that only plans has its no elements.
  private nonisolated(unsafe) static let nowhere = UnsafeMutableRawPointer.allocate(
    byteCount: 64, alignment: 64)

  private enum Source {
    case heap, system, plan
  }

  let address: UnsafeMutableRawPointer
  /// Bytes that it really takes.
  let byteCount: Int
  private let source: Source

  /// - Throws: ``ComputeError/outOfMemory(bytes:)``.
  init(byteCount: Int, on device: Device) throws {
    // oneDNN may read a whole register at the end of a buffer's last block.
    let isLarge = byteCount >= Self.hugePage
    let boundary = isLarge ? Self.hugePage : 64
    self.byteCount = max(boundary, (byteCount + boundary - 1) / boundary * boundary)
    if let plan = device.plan {
      plan.add(tensor: self.byteCount)
      (source, address) = (.plan, Self.nowhere)
    } else if isLarge {
      (source, address) = (.system, try Self.pages(self.byteCount))
    } else {
      guard let heap = aligned_alloc(boundary, self.byteCount) else {
        throw ComputeError.outOfMemory(bytes: self.byteCount)
      }
      memset(heap, 0, self.byteCount)
      (source, address) = (.heap, heap)
    }
  }

  deinit {
    switch source {
    case .heap: free(address)
    case .system: munmap(address, byteCount)
    case .plan: break
    }
  }

  /// Whole large pages, which the system hands out full of zeros.
  private static func pages(_ byteCount: Int) throws -> UnsafeMutableRawPointer {
    // One page more, so that the boundary lies in it whatever the system chooses.
    let (more, isTooMuch) = byteCount.addingReportingOverflow(hugePage)
    let map =
      isTooMuch ? MAP_FAILED : mmap(nil, more, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let map, map != MAP_FAILED else { throw ComputeError.outOfMemory(bytes: byteCount) }
    let start = UnsafeMutableRawPointer(
      bitPattern: (UInt(bitPattern: map) + UInt(hugePage) - 1) & ~(UInt(hugePage) - 1))!
    let head = start - map
    if head > 0 { munmap(map, head) }
    munmap(start + byteCount, hugePage - head)
    // A wish: where it is refused, the pages are small.
    madvise(start, byteCount, MADV_HUGEPAGE)
    return start
  }
}
