// Filter, order and pages, without a network. Without scripts the first thousand comments are shown as they are.
(() => {
  const AT_ONCE = 200;
  const main = document.querySelector("main"), form = document.querySelector("form"), nav = document.querySelector("nav");
  const all = [...main.children];
  for (const rest of document.querySelectorAll("template")) all.push(...rest.content.children);
  const fields = form.elements, texts = new Map();
  const folded = text => text.normalize("NFKC").replace(/[\u0640\u064B-\u0652\u0670]/g, "").replace(/[أإآٱ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه").toLowerCase();
  const textOf = item => texts.get(item) ?? (texts.set(item, folded(item.textContent)), texts.get(item));
  for (const site of [...new Set(all.map(item => item.dataset.site))].filter(Boolean).sort()) fields.site.add(new Option(site, site));
  fields.site.parentElement.hidden = fields.site.length < 3;
  let page = 0, isPrinting = false;
  const number = new Intl.NumberFormat(document.documentElement.dataset.numbers);
  function show() {
    const words = folded(fields.find.value.trim()), label = fields.label.value, site = fields.site.value, order = fields.order.value;
    let found = all.filter(item => (!label || item.dataset.flags.split(" ").includes(label)) && (!site || item.dataset.site === site)
      && (!words || textOf(item).includes(words)));
    if (order) found = [...found].sort((one, other) => (other.dataset[order] || -1) - (one.dataset[order] || -1));
    const last = Math.max(0, Math.ceil(found.length / AT_ONCE) - 1);
    page = Math.min(page, last);
    main.replaceChildren(...(isPrinting ? found : found.slice(page * AT_ONCE, (page + 1) * AT_ONCE)));
    form.querySelector("output").value = found.length ? `${number.format(found.length)} / ${number.format(all.length)}` : form.dataset.none;
    nav.hidden = last === 0;
    nav.querySelector("output").value = `${number.format(page + 1)} / ${number.format(last + 1)}`;
  }
  form.addEventListener("input", () => { page = 0; show(); });
  form.addEventListener("submit", event => event.preventDefault());
  const [previous, next] = nav.querySelectorAll("button");
  previous.onclick = () => { page = Math.max(0, page - 1); show(); scrollTo(0, 0); };
  next.onclick = () => { page += 1; show(); scrollTo(0, 0); };
  // On paper there are no pages to turn: all that match are printed.
  addEventListener("beforeprint", () => { isPrinting = true; show(); });
  addEventListener("afterprint", () => { isPrinting = false; show(); });
  form.hidden = false;
  show();
})();
