/* Light or dark: what the reader chose, else what JupyterLab shows, else what the system prefers. */

export class Theme {
  constructor(onChange) {
    this.chosen = "";
    this.onChange = onChange;
    this.system = matchMedia("(prefers-color-scheme: dark)");
    this.listen = () => this.onChange();
    this.system.addEventListener("change", this.listen);
    this.watcher = new MutationObserver(this.listen);
    this.watcher.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-theme", "class"] });
  }

  /* "light", "dark", or anything else for: as the surroundings are. */
  choose(name) {
    this.chosen = name === "light" || name === "dark" ? name : "";
    this.onChange();
  }

  current() {
    if (this.chosen) return this.chosen;
    const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
    if (jpThemeLight !== undefined) return jpThemeLight === "false" ? "dark" : "light";
    if (vscodeThemeKind) return vscodeThemeKind.includes("dark") ? "dark" : "light";
    return this.system.matches ? "dark" : "light";
  }

  destroy() {
    this.system.removeEventListener("change", this.listen);
    this.watcher.disconnect();
  }
}
