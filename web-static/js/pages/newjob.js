export default {
  path: "new", title: "New job", inNavigation: false,
  decode: () => ({}), encode: () => "",
  mount: (root) => ({ show: () => root.replaceChildren("New job"), leave: () => {} }),
};
