export default {
  path: "compare", title: "Compare", inNavigation: true,
  decode: () => ({}), encode: () => "",
  mount: (root) => ({ show: () => root.replaceChildren("Compare"), leave: () => {} }),
};
