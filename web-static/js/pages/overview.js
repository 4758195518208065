export default {
  path: "", title: "Overview", inNavigation: true,
  decode: () => ({}), encode: () => "",
  mount: (root) => ({ show: () => root.replaceChildren("Overview"), leave: () => {} }),
};
