// Returns the canonical form of docs/reference/protocol.md of the browser's tree. It shares no code
// with the client.
const html = "http://www.w3.org/1999/xhtml";
const voids = new Set("area base br col embed hr img input link meta param source track wbr".split(" "));
const texts = new Set("script style textarea title iframe noscript".split(" "));

const bytes = new TextEncoder();
const byBytes = (a, b) => {
  const x = bytes.encode(a), y = bytes.encode(b);
  const i = x.findIndex((c, i) => c !== y[i]);
  return i < 0 ? x.length - y.length : i < y.length ? x[i] - y[i] : 1;
};
const text = s => s.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const attribute = ({name, value}) => {
  if (name === "class") value = [...new Set(value.split(/[\t\n\f\r ]+/).filter(Boolean))].sort(byBytes).join(" ");
  return ` ${name}="${text(value).replaceAll('"', "&quot;")}"`;
};

const canonical = n => {
  if (n.nodeType === Node.TEXT_NODE) return text(n.data);
  if (n.nodeType === Node.COMMENT_NODE) return `<!--${n.data}-->`;
  if (n.nodeType !== Node.ELEMENT_NODE) return `<?${n.nodeName}>`; // a processing instruction, which Lively does not have
  const name = n.localName, isHTML = n.namespaceURI === html;
  const attributes = [...n.attributes].sort((a, b) => byBytes(a.name, b.name)).map(attribute);
  return `<${name}${attributes.join("")}>` + (isHTML && voids.has(name) ? "" : content(n, name, isHTML) + `</${name}>`);
};
const content = (n, name, isHTML) => {
  if (n.hasAttribute("live-root") || n.getAttribute("live-update") === "ignore") return "";
  if (isHTML ? texts.has(name) : name === "script" || name === "style")
    return isHTML && (name === "textarea" || name === "title") ? text(n.textContent) : n.textContent;
  return children(isHTML && name === "template" ? n.content : n);
};
const children = n => [...n.childNodes].map(canonical).join("");

// page loads page i into a frame and resolves to the trees of its roots, and to an entry for each
// node outside of them.
const page = async i => {
  const frame = document.createElement("iframe");
  const loaded = new Promise(resolve => frame.onload = resolve);
  frame.src = "/page/" + i;
  document.body.append(frame);
  await loaded;
  const body = frame.contentDocument.body;
  const strays = [...body.childNodes].filter(n => n.className !== "root");
  const trees = [...body.querySelectorAll(":scope > .root")].map(children).concat(strays.map(n => "outside of the root: " + canonical(n)));
  frame.remove();
  return trees;
};

// pages resolves to the trees of n pages. It loads 16 at a time.
const pages = async n => {
  const all = [];
  for (let i = 0; i < n; i += 16) all.push(...await Promise.all(Array.from({length: Math.min(16, n - i)}, (_, k) => page(i + k))));
  return all;
};
