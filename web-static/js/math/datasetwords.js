// What there is to say of a dataset beside its name. Pure.

/** What a run used it for: training, validation. */
const CONTEXT = "mlflow.data.context";

/**
 * @param {{digest: string, source_type: string, tags: Object<string, string>}} dataset
 * @returns {string[]} what it is for, tags, where it is from, its digest; each only where somebody said it.
 */
export function datasetWords({ digest, source_type: source, tags }) {
  const { [CONTEXT]: context, ...others } = tags;
  const words = [context, ...Object.entries(others).map(([key, value]) => `${key}:${value}`), source && `from ${source}`, digest && `digest ${digest}`];
  return words.filter(Boolean);
}
