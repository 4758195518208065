export default {
  path: "run", title: "Run", inNavigation: false,
  decode: () => ({}), encode: () => "",
  mount: (root) => ({ show: () => root.replaceChildren("Run"), leave: () => {} }),
};
