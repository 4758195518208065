import Dispatch
import Foundation
import GRDB
import GRDBSQLite
import Synchronization
import Tracking

/// The record of every job, run and point: one SQLite file, one writer, any number of readers.
///
///     let store = try Store.open(directory: data, migrations: "migrations")
///     let job = try store.insert(newJob)                                    // durable once this returns
///     let loss = try store.writer.series(of: Metric("loss"), in: job.runs[0].id)
///     store.writer.append([Point(series: loss, step: 1, value: 2.3)], run: job.runs[0].id, step: 1)
///     let page = try store.points(runs: [1], names: ["loss"], after: .start, maxPoints: 1_000)
///
/// One process opens a file once: a second `Store` on it is a second writer, and the two wait for each other.
package final class Store: Sendable {
  /// Name of the database inside the data directory.
  package static let fileName = "bearing.sqlite"

  /// Full path of the database.
  package let path: String
  /// Where points go.
  package let writer: PointWriter
  /// The copy of the database as it was, if opening it brought its schema up to date.
  package let backup: String?

  let pool: DatabasePool
  let now: @Sendable () -> Double
  /// How long runs that are trained elsewhere have been silent.
  let silence: Silence
  /// Held by whoever adds or removes files of runs.
  let artifacts = Mutex<Void>(())
  /// Which values the configs of the jobs have.
  let configs = ConfigIndex()

  private init(
    path: String, pool: DatabasePool, backup: String?, now: @escaping @Sendable () -> Double, silence: Silence
  ) {
    self.path = path
    self.pool = pool
    self.backup = backup
    self.now = now
    self.silence = silence
    writer = PointWriter(pool: pool, now: now)
  }

  /// Opens the database of a data directory, making both when they are not there, and brings its schema up to date, with a
  /// copy beside it as it was before.
  ///
  /// Every commit is synced to disk before it is acknowledged (`synchronous = FULL`), points too: they come in a
  /// few large transactions a second, so a sync for each costs little, and ``PointWriter/flush()`` can promise the
  /// disk. With `NORMAL` a power loss could take points that a checkpoint already counts on.
  ///
  /// - Parameters:
  ///   - directory: the data directory; made with mode 0700.
  ///   - migrations: the folder of `NNNN_name.sql` files.
  ///   - now: seconds since 1970, UTC.
  /// - Throws: ``StoreError``, each case naming the path.
  package static func open(
    directory: String, migrations: String,
    now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }
  ) throws -> Store {
    try open(directory: directory, migrations: migrations, now: now, configuration: configuration())
  }

  /// Opens as above, with settings of the caller's: tests listen to the statements.
  static func open(
    directory: String, migrations: String, now: @escaping @Sendable () -> Double,
    configuration: Configuration,
    silence: Silence = Silence()
  ) throws -> Store {
    let migrations = try Migrations(folder: migrations)
    try makeDirectory(directory)
    let path = (directory as NSString).appendingPathComponent(fileName)
    do {
      let pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      let backup = try migrations.run(in: pool, path: path)
      try prepareForGivingBack(pool)
      return Store(path: path, pool: pool, backup: backup, now: now, silence: silence)
    } catch let error as DatabaseError {
      throw StoreError(opening: path, error)
    }
  }

  static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.label = "store"
    // Another process, such as the sqlite3 shell, may hold the write lock for a moment.
    let patience = LockPatience()
    configuration.busyMode = .callback { patience.waits(after: $0) }
    configuration.foreignKeysEnabled = true
    configuration.prepareDatabase { db in
      // 16 MiB instead of 2: the pages that a batch of points touches stay in memory.
      try db.execute(sql: "PRAGMA cache_size = -16384")
    }
    return configuration
  }

  /// Makes a directory and those above it, unless they are there.
  static func makeDirectory(_ directory: String) throws {
    if mkdir(directory, 0o700) != 0 && errno == ENOENT && !directory.isEmpty {
      try makeDirectory((directory as NSString).deletingLastPathComponent)
      mkdir(directory, 0o700)
    }
    // Whoever made it: can a file be made in it?
    guard access(directory + "/.", W_OK | X_OK) == 0 else {
      throw StoreError.directory(path: directory, reason: String(cString: strerror(errno)))
    }
  }

  /// Version of the SQLite library in use, for example `3.40.1`.
  package static var libraryVersion: String { String(cString: sqlite3_libversion()) }

  /// Commits what is waiting, moves the log into the database, so that this is one file, and closes it. Nothing can be
  /// stored or read afterwards.
  ///
  /// - Throws: what kept points from being written; the file is closed all the same.
  package func close() throws {
    let flushed = Result { try writer.close() }
    interruptReaders()
    try pool.close()
    try flushed.get()
  }

  /// Ends what still reads, perhaps a great deal, for clients that have been cut off by now; returns when nobody does
  /// and the log is in the file. SQLite would do this by itself when the last connection closes, but GRDB closes the
  /// readers last, which must not write.
  private func interruptReaders() {
    let queue = DispatchQueue(label: "store.interrupt")
    let timer = DispatchSource.makeTimerSource(queue: queue)
    // Again and again, because who is between two statements does not notice.
    timer.schedule(deadline: .now(), repeating: .milliseconds(20))
    timer.setEventHandler { [pool] in pool.interrupt() }
    timer.resume()
    try? pool.barrierWriteWithoutTransaction { _ in }
    queue.sync { timer.cancel() }
    // The first statement clears the interruption. What another process is reading stays in the log, for it or for the
    // next start.
    try? pool.writeWithoutTransaction { db in
      try db.execute(sql: "SELECT 1")
      try db.checkpoint(.truncate)
    }
  }
}
