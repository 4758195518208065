"""What a JSON Schema cannot say, so that schemathesis gets behind the first check."""

import schemathesis


@schemathesis.hook.apply_to(path="/api/v1/runs/{id}/metrics")
def map_case(context, case):
    """A series has as many values as steps, and as many times if any."""
    if case.meta is not None and case.meta.generation.mode.is_positive and isinstance(case.body, dict):
        for series in case.body["series"]:
            columns = [series[key] for key in ("steps", "values", "times") if isinstance(series.get(key), list)]
            count = min(len(column) for column in columns)
            for column in columns:
                del column[count:]
    return case


@schemathesis.hook.apply_to(path="/api/v1/stream")
def before_call(context, case, kwargs):
    """A stream that nobody ends is never answered whole, and one of an hour not soon."""
    def short(question):
        seconds = question.get("seconds", 2)
        if isinstance(seconds, int) and seconds > 1 or str(seconds).isdigit() and int(seconds) > 1:
            return {**question, "seconds": 1}
        return question

    if case.method == "GET":
        case.query = short(case.query or {})
    elif isinstance(case.body, dict):
        case.body = short(case.body)
