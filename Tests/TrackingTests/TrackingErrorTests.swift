import Testing
import Tracking

struct TrackingErrorTests {
  @Test func `an error names what was asked for and what can be done`() {
    #expect("\(TrackingError.noSuchJob(7))" == "there is no job 7; GET /api/v1/jobs lists them")
    #expect("\(TrackingError.noSuchRun(8))" == "there is no run 8; GET /api/v1/runs lists them")
    #expect(
      "\(TrackingError.badTransition(run: 9, from: .succeeded, to: .failed))"
        == "run 9 is succeeded and cannot become failed")
  }
}
