// The search: as letters are typed, the names that hold all of them stay; "/" goes to the field from anywhere.
(() => {
  const field = document.getElementById("find");
  const found = document.getElementById("found");
  const entries = [...document.querySelectorAll(".entry")].map((element) => ({ element, text: element.dataset.find }));
  const sections = [...document.querySelectorAll("#entries > section")];

  const search = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { element, text } of entries) {
      const fits = words.every((word) => text.includes(word));
      element.hidden = !fits;
      count += fits;
    }
    for (const section of sections) section.hidden = !section.querySelector(".entry:not([hidden])");
    found.textContent = words.length ? (count === 1 ? "1 name" : `${count} names`) : "";
  };

  const open = () => {
    const name = decodeURIComponent(location.hash.slice(1));
    const entry = name && document.getElementById(name);
    if (!entry) return;
    if (entry.closest("[hidden]")) {
      field.value = "";
      search();
    }
    if (entry.tagName === "DETAILS") entry.open = true;
    entry.scrollIntoView();
  };

  field.addEventListener("input", search);
  addEventListener("hashchange", open);
  addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== field && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === "Escape" && document.activeElement === field) {
      field.value = "";
      search();
    }
  });
  open();
})();
