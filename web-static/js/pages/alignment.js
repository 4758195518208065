export default {
  path: "alignment", title: "Alignment", inNavigation: true,
  decode: () => ({}), encode: () => "",
  mount: (root) => ({ show: () => root.replaceChildren("Alignment"), leave: () => {} }),
};
