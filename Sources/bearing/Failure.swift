/// A command that cannot do its work, in words that say what to type next. Unlike ArgumentParser's ValidationError it
/// is shown without the usage line: the command line itself was in order.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
