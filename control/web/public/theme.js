// Runs before the first paint, so that the page never flashes in the other theme. Not a module: those run too late.
const stored = localStorage.getItem("storefleet.theme");
const dark = stored === "dark" || (stored !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.classList.toggle("dark", dark);
