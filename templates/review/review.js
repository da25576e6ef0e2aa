"use strict";
// Conveniences only: the whole page can be read without this script.
(() => {
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const filings = all("article.filing");
  const open = (is) => all("details").forEach((each) => { each.open = is; });

  // Fold or unfold everything, and go from filing to filing.
  all(".tools").forEach((each) => { each.hidden = false; });
  const go = (filing) => {
    if (!filing) return;
    all("details.body", filing).forEach((each) => { each.open = true; });
    filing.scrollIntoView({ block: "start" });
    filing.focus({ preventScroll: true });
  };
  const step = (by) => {
    const tops = filings.map((each) => each.getBoundingClientRect().top);
    if (by > 0) return filings[tops.findIndex((top) => top > 8)];
    return filings[tops.filter((top) => top < -8).length - 1];
  };
  const follow = () => {
    const filing = location.hash && document.getElementById(location.hash.slice(1));
    if (filing && filing.matches("article.filing")) go(filing);
  };
  addEventListener("hashchange", follow);
  follow();

  // The tab key stops at a table only while the table is wider than its box.
  const stops = new ResizeObserver((seen) => seen.forEach(({ target }) => {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }));
  all(".scroll").forEach((each) => stops.observe(each));

  // Enlarge a page; a button, and the arrow keys beside the picture, switch between now and before in the same place.
  const zoom = document.getElementById("zoom");
  let views = [];
  let shown = 0;
  const show = (index) => {
    shown = (index + views.length) % views.length;
    const picture = document.getElementById("zoom-picture");
    picture.src = views[shown].src;
    picture.alt = views[shown].alt;
    document.getElementById("zoom-said").textContent = views[shown].alt;
    document.getElementById("flip").hidden = views.length < 2;
  };
  if (zoom && zoom.showModal) {
    all(".picture img").forEach((picture) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "zoom";
      picture.replaceWith(button);
      button.append(picture);
      const hint = document.createElement("span");
      hint.className = "vh";
      hint.textContent = ", enlarge";
      button.append(hint);
      button.addEventListener("click", () => {
        views = all("img", button.closest(".pictures"));
        zoom.showModal();
        show(views.indexOf(picture));
      });
    });
    zoom.addEventListener("click", (event) => { if (event.target === zoom) zoom.close(); });
  }

  document.addEventListener("click", (event) => {
    const name = event.target.dataset && event.target.dataset.do;
    if (name === "open" || name === "close") open(name === "open");
    if (name === "flip") show(shown + 1);
    if (name === "shut") zoom.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (zoom && zoom.open) {
      // In the picture itself the arrow keys move it.
      if (event.target.className === "sheet") return;
      if (event.key === "ArrowRight") show(shown + 1);
      if (event.key === "ArrowLeft") show(shown - 1);
      return;
    }
    const keys = document.getElementById("keys");
    if (!keys || !keys.checked) return;
    if (event.key === "j") go(step(1));
    if (event.key === "k") go(step(-1));
  });

  // Unfold for printing all but unchanged lines of YAML, and fold it again afterwards.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details:not([open], .yaml .context)");
    folded.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => { folded.forEach((each) => { each.open = false; }); });
})();
