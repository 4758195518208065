// What GET /metrics/catalogue says of some measures, not in the order in which they are drawn.

const measure = (name, more) => ({
  name, title: name, label: null, summary: "", unit: null, units: null, per_layer: false, cadence: "iteration", lowest: null,
  highest: null, rank: null, may_log: false, mark: null, ...more,
});
const part = { unit: "fraction", lowest: 0, highest: 1 };
const angle = { unit: "degrees", lowest: 0, highest: 180, mark: 90, per_layer: true };
const nats = { unit: "nats", units: { cross_entropy: "nats", mean_squared_error: "squared" }, may_log: true };

export const CATALOGUE = {
  measures: [
    measure("train_loss", { ...nats, cadence: "epoch" }),
    measure("loss", { ...nats, title: "Training loss", rank: 1 }),
    measure("weight_angle", { ...angle, title: "Angle of B to W", label: "B to W", rank: 5 }),
    measure("angle", { ...angle, title: "Alignment angle", label: "", rank: 4 }),
    measure("test_accuracy", { ...part, title: "Test accuracy", cadence: "epoch", rank: 3 }),
    measure("accuracy", { ...part, title: "Training accuracy", rank: 2 }),
    measure("samples_per_second", { unit: "1/s", cadence: "epoch" }),
    measure("signal_angle", { ...angle, title: "Angle to backpropagation", label: "signal to bp's", cadence: "request", rank: 6 }),
  ],
};
