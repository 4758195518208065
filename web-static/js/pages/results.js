export default {
  path: "results", title: "Results", inNavigation: true,
  decode: () => ({}), encode: () => "",
  mount: (root) => ({ show: () => root.replaceChildren("Results"), leave: () => {} }),
};
