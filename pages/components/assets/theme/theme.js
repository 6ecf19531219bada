// Tells the page when light turns to dark, so that the figures, which the server colours, are drawn anew.
export default function ({ data, parentElement, setStateValue }) {
  const host = parentElement.host ?? parentElement, system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => {
    const probe = parentElement.querySelector("span");
    probe.style.color = "var(--st-background-color)";
    const channels = getComputedStyle(probe).color.match(/\d+/g).map(Number);
    return channels[0] + channels[1] + channels[2] < 384;
  };
  const tell = () => {
    const now = isDark() ? "dark" : "light";
    if (now !== (host.assayTold ?? data.theme)) { host.assayTold = now; setStateValue("theme", now); }
  };
  tell();
  system.onchange = () => setTimeout(tell, 200);
  return () => { system.onchange = null; };
}
