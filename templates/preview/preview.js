"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const [news, notice, frame, papers, pictures, pagesNews] =
    ["news", "notice", "paper", "papers", "pictures", "pages-news"].map(at);
  const tabs = Array.from(document.querySelectorAll("[role=tab]"));
  const WIDE = 1056;
  const TALL = 816;
  // The least scale at which the form can be read; a narrower window moves over it.
  const LEAST = 0.62;
  let now = null;
  let ended = false;

  // --- the form: only its body is replaced, so that the fonts and the place on the page stay ---

  let shown = { name: "", body: "", style: "" };
  const chosen = () => now && (now.papers.find((each) => each.name === papers.value) || now.papers[0]);
  const inside = () => {
    const page = frame.contentDocument;
    return page && page.getElementById("sheet-style") ? page : null;
  };
  const texts = (body) => Array.from(body.querySelectorAll(".value"), (each) => each.textContent);
  const paint = () => {
    const paper = chosen();
    const page = inside();
    if (!paper || !page) return;
    if (paper.style !== shown.style) page.getElementById("sheet-style").textContent = paper.style;
    if (paper.body !== shown.body) {
      const before = paper.name === shown.name ? texts(page.body) : [];
      // Read by the frame, under its own policy, in which no script runs.
      page.body.outerHTML = paper.body;
      // What changed since the last save is marked for a moment, where lines have not moved.
      const values = Array.from(page.body.querySelectorAll(".value"));
      if (values.length === before.length) {
        values.forEach((each, n) => { if (each.textContent !== before[n]) each.classList.add("redwell-changed"); });
      }
    }
    page.documentElement.className = paper.is_wide ? "wide" : "tall";
    shown = paper;
    fit();
  };
  const fit = () => {
    const page = inside();
    if (!page || !shown.body || at("form").hidden) return;
    const room = frame.parentElement.clientWidth;
    const whole = room / (shown.is_wide ? WIDE : TALL);
    const scale = Math.max(LEAST, Math.min(1.15, whole));
    at("wider").hidden = whole >= LEAST;
    page.body.style.zoom = scale;
    frame.style.height = `${Math.ceil(page.body.getBoundingClientRect().height + (whole < LEAST ? 18 : 2))}px`;
  };
  frame.addEventListener("load", () => {
    shown = { name: "", body: "", style: "" };
    paint();
    const page = inside();
    if (page) page.fonts.ready.then(fit);
  });
  new ResizeObserver(fit).observe(at("form"));

  // --- the pages of the PDF: made while they are looked at; the old ones stay until the new ones are there ---

  let asked = "";
  let drawing = false;
  const draw = async (isSoon = false) => {
    const paper = chosen();
    if ((at("pages").hidden && !isSoon) || !paper) return;
    const wanted = `${paper.name}/${now.number}`;
    if (drawing || wanted === asked || paper.is_stale) return;
    const builds = !now.notice;
    drawing = true;
    asked = wanted;
    if (!pictures.firstChild) pagesNews.textContent = "making the PDF";
    try {
      const answer = await fetch(`pages?paper=${encodeURIComponent(paper.name)}`, { cache: "no-store" });
      const made = await answer.json();
      if (made.error) {
        pagesNews.textContent = made.error;
      } else {
        // A page that looks as it did stays where it is.
        const known = new Map(Array.from(pictures.children, (each) => [each.getAttribute("src"), each]));
        const images = made.pages.map((each, n) => {
          const image = known.get(each.src) || new Image(each.width, each.height);
          known.delete(each.src);
          image.alt = `Page ${n + 1} of ${made.pages.length}`;
          if (!image.src) image.src = each.src;
          return image;
        });
        await Promise.all(images.map((each) => each.decode()));
        pictures.replaceChildren(...images);
        pictures.dataset.number = wanted;
        const count = `${made.pages.length} page${made.pages.length === 1 ? "" : "s"}`;
        const link = document.createElement("a");
        link.href = `pdf?paper=${encodeURIComponent(paper.name)}`;
        link.target = "_blank";
        link.rel = "noopener";
        link.textContent = "Open the PDF";
        // A form with errors has no PDF: nobody should send one.
        pagesNews.replaceChildren(...(builds ? [`${count} · `, link] : [count]));
      }
    } catch (error) {
      pagesNews.textContent = "The pages could not be made: save the filing again.";
    } finally {
      drawing = false;
    }
    draw();
  };

  // --- what is news ---

  const put = (element, html) => {
    if (element.redwell === html) return;
    element.redwell = html;
    const key = element.contains(document.activeElement) && document.activeElement.dataset.key;
    const opened = Array.from(element.querySelectorAll("details"), (each) => each.open);
    const top = element.scrollTop;
    element.innerHTML = html;
    element.querySelectorAll("details").forEach((each, n) => { each.open = opened[n] || false; });
    element.scrollTop = top;
    const again = key && element.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (again) again.focus({ preventScroll: true });
  };
  const putFacts = () => put(at("facts"), now.facts);
  const choose = () => {
    const names = now.papers.map((each) => each.name).join("\n");
    if (papers.dataset.names !== names) {
      const before = papers.value;
      papers.replaceChildren(...now.papers.map((each) => new Option(each.title, each.name)));
      papers.dataset.names = names;
      if (now.papers.some((each) => each.name === before)) papers.value = before;
    }
    papers.parentElement.hidden = now.papers.length < 2 || !at("facts").hidden;
  };
  const take = (message) => {
    now = message;
    document.title = message.title;
    choose();
    if (!at("form").hidden) paint();
    put(at("head"), message.head);
    put(at("side"), message.side);
    if (!at("facts").hidden) putFacts();
    judge();
    document.documentElement.dataset.number = message.number;
    draw();
  };
  // Say how the view that is open stands: it is missing, of an earlier save, or has errors.
  const judge = () => {
    const paper = chosen();
    const none = at("facts").hidden ? !paper : !now.facts;
    const old = at("facts").hidden ? !paper || paper.is_stale : now.is_stale;
    notice.hidden = !old && !now.notice;
    notice.textContent = none
      ? "There is no page yet, because of errors that keep it from being made. Correct them: the page comes by itself."
      : old
        ? "This is the last page that could be made. It updates again once the errors are corrected."
        : now.notice;
    document.body.classList.toggle("is-stale", old);
    document.body.classList.toggle("is-empty", none);
    document.body.classList.toggle("has-errors", !old && now.notice !== "");
  };

  const stream = new EventSource("events");
  stream.addEventListener("open", () => { news.textContent = "up to date"; document.body.classList.remove("is-cut-off"); });
  stream.addEventListener("message", (event) => take(JSON.parse(event.data)));
  // It comes after the form, which never waits for it.
  stream.addEventListener("account", (event) => put(at("account"), JSON.parse(event.data)));
  stream.addEventListener("error", () => {
    if (ended) return;
    ended = stream.readyState === EventSource.CLOSED;
    news.textContent = "not connected: is redwell preview still running?";
    document.body.classList.add("is-cut-off");
  });
  stream.addEventListener("end", () => {
    ended = true;
    stream.close();
    news.textContent = "redwell preview has ended: start it again for a new page";
    document.body.classList.add("is-cut-off");
  });

  // --- tabs, by mouse and keyboard ---

  const open = (tab) => {
    tabs.forEach((each) => {
      const is = each === tab;
      each.setAttribute("aria-selected", is);
      each.tabIndex = is ? 0 : -1;
      at(each.getAttribute("aria-controls")).hidden = !is;
    });
    if (now) {
      putFacts();
      choose();
      paint();
      judge();
    }
    fit();
    draw();
  };
  tabs.forEach((tab, n) => {
    tab.addEventListener("click", () => open(tab));
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: n + 1, ArrowLeft: n - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = tabs[(to + tabs.length) % tabs.length];
      next.focus();
      open(next);
    });
  });
  papers.addEventListener("change", () => { paint(); judge(); draw(); });
  // The first pages take longest: begin when somebody is about to ask for them.
  at("tab-pages").addEventListener("pointerenter", () => draw(true));
})();
