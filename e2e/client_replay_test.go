package e2e

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/diff/testdata/markup"
	"github.com/lively-go/lively/internal/jsonstring"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"
)

// canonicalScript defines canonical(root), which returns the canonical form of
// docs/reference/protocol.md. It reads the DOM, while the client reads its mirror.
const canonicalScript = `
const voids = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/
const raws = /^(script|style|iframe|noscript)$/
const esc = (s, more) => s.replace(/[&<>"]/g, c => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c] ?? (more ? "&quot;" : c))
const bytes = s => [...new TextEncoder().encode(s)].map(b => String.fromCharCode(b)).join("")
const sorted = list => list.sort((a, b) => bytes(a) < bytes(b) ? -1 : 1)
const inside = n => (n.localName === "template" && n.content || n).childNodes
function canonical(root) {
	let s = ""
	for (const n of inside(root)) {
		if (n.nodeType === 3) s += esc(n.data)
		else if (n.nodeType === 8) s += "<!--" + n.data + "-->"
		else s += form(n)
	}
	return s
}
function form(e) {
	const html = e.namespaceURI === "http://www.w3.org/1999/xhtml"
	let s = "<" + e.localName
	for (const name of sorted(e.getAttributeNames())) {
		let v = e.getAttribute(name)
		if (name === "class") v = sorted([...new Set(v.split(/[\t\n\f\r ]+/).filter(Boolean))]).join(" ")
		s += " " + name + '="' + esc(v, true) + '"'
	}
	s += ">"
	if (html && voids.test(e.localName)) return s
	if (e.matches("[live-root],[live-update=ignore]")) return s + "</" + e.localName + ">"
	if (raws.test(e.localName) && (html || /^s/.test(e.localName))) s += e.ownerDocument === document || !e.firstElementChild ? e.textContent : e.innerHTML
	else if (html && /^(textarea|title)$/.test(e.localName)) s += esc(e.textContent)
	else s += canonical(e)
	return s + "</" + e.localName + ">"
}
const texts = n => n.nodeType === 3 ? [n] : [...inside(n)].flatMap(texts)
window.results = []
addEventListener("live:check", () => {
	const root = document.getElementById("live-root")
	results.push(canonical(root) + (texts(root).some((t, i, all) => t.previousSibling && t.previousSibling === all[i - 1]) ? " ADJACENT TEXTS" : ""))
})`

// styles matches style attributes, which other tests compare: the client writes properties, and the
// browser then serializes the attribute in its own form.
var styles = regexp.MustCompile(` style="[^"]*"`)

// A patchReplay shows many documents in one page.
type patchReplay struct {
	t       testing.TB
	tab     *Tab
	fake    *fakeServer
	conn    *fakeConn
	version int
	want    []string // canonical forms
	names   []string // of the steps
}

func newReplay(t testing.TB) *patchReplay {
	f, tab := newFakeServer(t, ""), newTab(t)
	f.policy = "" // some cases have event handlers and styles
	f.scripts = canonicalScript
	tab.Open(f.server.URL)
	c := f.accept()
	require.Equal(t, uint32(2166136261), c.expectJoin().Sum)
	c.send(`["joined",{"session":"secret","adopted":true,"version":1}]`)
	return &patchReplay{t: t, tab: tab, fake: f, conn: c, version: 1}
}

// show sends an update after which the page must equal want. It checks that after every 200 updates.
func (r *patchReplay) show(name string, ops []byte, want *diff.Snapshot) {
	r.t.Helper()
	r.version++
	r.conn.send(fmt.Sprintf(`[0,[[%d,%s]],[["push","check",null]]]`, r.version, ops))
	r.want = append(r.want, string(want.AppendCanonical(nil)))
	r.names = append(r.names, name+": "+string(ops))
	if len(r.want) == 200 {
		r.check()
	}
}

// full sends full HTML.
func (r *patchReplay) full(name string, to *diff.Snapshot) {
	r.t.Helper()
	r.show(name, jsonstring.Append(nil, to.HTML()), to)
}

// check requires that the page was as wanted after each update since the last check.
func (r *patchReplay) check() {
	r.t.Helper()
	r.tab.Wait(fmt.Sprintf("results.length >= %d", len(r.want)))
	var got []string
	require.NoError(r.t, json.Unmarshal([]byte(r.tab.JSON("results.splice(0)")), &got))
	for i, want := range r.want {
		require.Equal(r.t, styles.ReplaceAllString(want, ""), styles.ReplaceAllString(got[i], ""), r.names[i])
	}
	r.want, r.names = nil, nil
}

// showBothWays shows a and b, by a patch and by full HTML that the client compares.
func (r *patchReplay) showBothWays(name string, a, b *diff.Snapshot) {
	r.t.Helper()
	r.full(name+", old", a)
	_, patch, err := diff.Compare(a, b.HTML())
	require.NoError(r.t, err)
	r.show(name+", patch from "+string(a.HTML()), patch.AppendJSON(nil), b)
	r.full(name+", compared with new", a)
	r.full(name+", compared with old", b)
}

// end requires that the client's mirror equals page: the view ends, and the client sends its
// checksum.
func (r *patchReplay) end(page *diff.Snapshot) {
	r.t.Helper()
	r.check()
	r.conn.close(4001, "gone")
	require.Equal(r.t, page.Checksum(), r.fake.accept().expectJoin().Sum)
}

// The client shows each accepted case of the markup corpus.
func TestClient_MarkupCorpus(t *testing.T) {
	t.Parallel()
	r := newReplay(t)
	cases, err := markup.Cases()
	require.NoError(t, err)
	n := 0
	for _, c := range cases {
		to, err := diff.Parse([]byte(c.HTML))
		if c.Rejected || err != nil {
			continue
		}
		n++
		r.full(c.String(), to)
	}
	r.check()
	require.Greater(t, n, 100)
}

// The client goes from one generated document to the next, by patches and by comparing full HTML.
func TestClient_RandomPatches(t *testing.T) {
	t.Parallel()
	r, rnd := newReplay(t), rand.New(rand.NewPCG(1, 2))
	var last *diff.Snapshot
	for n := 0; n < 1000; {
		to, err := diff.Parse([]byte(markup.Random(rnd)))
		if err != nil || strings.Contains(string(to.HTML()), "<noscript") {
			continue
		}
		if last != nil {
			r.showBothWays(fmt.Sprint(n), last, to)
			n++
		}
		last = to
	}
	r.end(last)
}

// The client applies the patch of each case in diff/testdata.
func TestClient_PatchCases(t *testing.T) {
	t.Parallel()
	r := newReplay(t)
	files, err := filepath.Glob("../diff/testdata/*.txtar")
	require.NoError(t, err)
	n := 0
	var last *diff.Snapshot
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		section := map[string]string{}
		for _, f := range archive.Files {
			section[f.Name] = strings.TrimSuffix(string(f.Data), "\n")
		}
		for name, patch := range section {
			name, ok := strings.CutSuffix(name, ".patch")
			if !ok {
				continue
			}
			title := filepath.Base(file) + " " + name
			old, err := diff.Parse([]byte(section[name+".old"]))
			require.NoError(t, err, title)
			to, err := diff.Parse([]byte(section[name+".new"]))
			require.NoError(t, err, title)
			r.full(title+", old", old)
			r.show(title+", patch", []byte(patch), to)
			r.full(title+", compared with new", old)
			r.full(title+", compared with old", to)
			n, last = n+1, to
		}
	}
	require.Greater(t, n, 20)
	r.end(last)
}
