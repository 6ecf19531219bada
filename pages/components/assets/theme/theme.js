// Tells the page when light turns to dark, so that the figures, which the server colours, are drawn anew.
export default function ({ data, parentElement, setStateValue }) {
  const host = parentElement.host ?? parentElement, system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = (probe) => {
    probe.style.color = "var(--st-background-color)";
    const [red, green, blue] = (getComputedStyle(probe).color.match(/\d+/g) ?? []).map(Number);
    return red + green + blue < 384;
  };
  const tell = () => {
    const probe = parentElement.querySelector("span");
    if (!probe) return;
    const now = isDark(probe) ? "dark" : "light";
    if (now !== (host.assayTold ?? data.theme)) { host.assayTold = now; setStateValue("theme", now); }
  };
  let later;
  tell();
  system.onchange = () => { later = setTimeout(tell, 200); };
  return () => { system.onchange = null; clearTimeout(later); };
}
