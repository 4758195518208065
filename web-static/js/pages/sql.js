export default {
  path: "sql", title: "SQL", inNavigation: true,
  decode: () => ({}), encode: () => "",
  mount: (root) => ({ show: () => root.replaceChildren("SQL"), leave: () => {} }),
};
