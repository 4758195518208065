// What the paper prints in its Tables 1 and 2: the mean and what it prints behind "±" (it does not say of what; we take it
// for the standard deviation over the trials), in per cent. Data and nothing else.
//
// "Learning the connections in Direct Feedback Alignment", OpenReview zgGmAx9ZcY (ICLR 2021 submission).

export const SOURCE = "Learning the connections in Direct Feedback Alignment, OpenReview zgGmAx9ZcY";

/**
 * @type {{title: string, network: string, epochs: number, trials: number,
 *   datasets: Object<string, Object<string, Object<string, [number, number]>>>}[]} by dataset, method and metric.
 */
export const PUBLISHED = [
  {
    title: "Table 1", network: "conv2", epochs: 50, trials: 10,
    datasets: {
      "fashion-mnist": {
        "bp-fc-only": { test_accuracy: [91.33, 0.18], train_accuracy: [99.97, 0.02] },
        "bp": { test_accuracy: [92.18, 0.13], train_accuracy: [100.00, 0.00] },
        "kp": { test_accuracy: [91.25, 0.18], train_accuracy: [99.47, 0.14] },
        "fa": { test_accuracy: [91.12, 0.39], train_accuracy: [99.41, 0.26] },
        "drtp": { test_accuracy: [89.58, 0.05], train_accuracy: [94.86, 0.02] },
        "dfa": { test_accuracy: [91.54, 0.14], train_accuracy: [99.88, 0.05] },
        "dkp": { test_accuracy: [91.66, 0.27], train_accuracy: [99.89, 0.06] },
      },
      "cifar10": {
        "bp-fc-only": { test_accuracy: [60.01, 1.32], train_accuracy: [99.34, 0.63] },
        "bp": { test_accuracy: [70.70, 0.96], train_accuracy: [99.82, 0.49] },
        "kp": { test_accuracy: [70.08, 0.37], train_accuracy: [99.98, 0.01] },
        "fa": { test_accuracy: [60.45, 1.13], train_accuracy: [95.36, 1.46] },
        "drtp": { test_accuracy: [55.32, 6.14], train_accuracy: [72.90, 0.08] },
        "dfa": { test_accuracy: [62.70, 0.36], train_accuracy: [97.72, 1.24] },
        "dkp": { test_accuracy: [64.69, 0.72], train_accuracy: [99.09, 0.29] },
      },
    },
  },
  {
    title: "Table 2", network: "alexnet", epochs: 90, trials: 10,
    datasets: {
      "cifar100": {
        "bp-fc-only": { test_accuracy: [47.72, 0.73], train_accuracy: [39.03, 0.32] },
        "bp": { test_accuracy: [65.88, 1.02], train_accuracy: [64.09, 0.39] },
        "kp": { test_accuracy: [66.78, 0.47], train_accuracy: [67.70, 1.88] },
        "fa": { test_accuracy: [19.49, 0.97], train_accuracy: [12.90, 0.80] },
        "drtp": { test_accuracy: [5.84, 0.65], train_accuracy: [5.49, 0.19] },
        "dfa": { test_accuracy: [48.03, 0.61], train_accuracy: [35.18, 0.43] },
        "dkp": { test_accuracy: [52.62, 0.48], train_accuracy: [45.17, 0.43] },
      },
      "tiny-imagenet": {
        "bp-fc-only": { test_accuracy: [29.78, 0.45], train_accuracy: [24.89, 0.24] },
        "bp": { test_accuracy: [49.53, 0.61], train_accuracy: [49.25, 0.31] },
        "kp": { test_accuracy: [51.36, 1.50], train_accuracy: [60.44, 1.94] },
        "fa": { test_accuracy: [9.98, 1.44], train_accuracy: [7.12, 0.83] },
        "drtp": { test_accuracy: [2.86, 0.59], train_accuracy: [2.86, 0.26] },
        "dfa": { test_accuracy: [32.116, 0.66], train_accuracy: [24.75, 0.36] },
        "dkp": { test_accuracy: [35.78, 1.92], train_accuracy: [35.97, 0.37] },
      },
    },
  },
];
