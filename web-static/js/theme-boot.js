// A classic script, run before the page is painted, so that a stored choice of theme does not flash the other one.
try {
  const choice = localStorage.getItem("bearing.theme");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
} catch {
  // Storage can be forbidden; the system's wish stands.
}
