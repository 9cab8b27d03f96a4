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

// canonicalScript defines canonical(root), the canonical form of docs/reference/protocol.md, read from the DOM: independent of
// the client, which reads its mirror.
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
	if (raws.test(e.localName) && (html || /^s/.test(e.localName))) s += e.ownerDocument === document || !e.firstElementChild ? e.textContent : e.innerHTML
	else if (html && /^(textarea|title)$/.test(e.localName)) s += esc(e.textContent)
	else s += canonical(e)
	return s + "</" + e.localName + ">"
}
const texts = n => n.nodeType === 3 ? [n] : [...inside(n)].flatMap(texts)
window.results = []
addEventListener("live:check", () => {
	const root = document.getElementById("live-root")
	results.push(canonical(root) + (texts(root).some((t, i, all) => t.previousSibling && t.previousSibling === all[i - 1]) ? " TEXTS SIDE BY SIDE" : ""))
})`

// styles are compared elsewhere: the client writes properties, and the browser then prints the attribute its own way.
var styles = regexp.MustCompile(` style="[^"]*"`)

// A replay is one page that is changed again and again.
type patchReplay struct {
	t       testing.TB
	tab     *Tab
	fake    *fakeServer
	line    *fakeConn
	version int
	want    []string // canonical forms
	what    []string
}

func newReplay(t testing.TB) *patchReplay {
	f, tab := newFakeServer(t, ""), newTab(t)
	f.policy = "" // some cases have handlers and styles of their own
	f.scripts = canonicalScript
	tab.Open(f.server.URL)
	l := f.accept()
	require.Equal(t, uint32(2166136261), l.expectJoin().Sum)
	l.send(`["joined",{"session":"secret","epoch":1,"adopted":true,"version":1}]`)
	return &patchReplay{t: t, tab: tab, fake: f, line: l, version: 1}
}

// show sends a picture after which the page must look like the snapshot. From time to time it looks.
func (r *patchReplay) show(what string, ops []byte, want *diff.Snapshot) {
	r.t.Helper()
	r.version++
	r.line.send(fmt.Sprintf(`[0,[[0,%d,%s]],[["push","check",null]]]`, r.version, ops))
	r.want = append(r.want, string(want.AppendCanonical(nil)))
	r.what = append(r.what, what+": "+string(ops))
	if len(r.want) == 200 {
		r.check()
	}
}

// full sends the whole of a page.
func (r *patchReplay) full(what string, to *diff.Snapshot) {
	r.t.Helper()
	r.show(what, jsonstring.Append(nil, to.HTML()), to)
}

// check wants that the page looked as it should after each picture, and that the client's mirror does now.
func (r *patchReplay) check() {
	r.t.Helper()
	r.tab.Wait(fmt.Sprintf("results.length >= %d", len(r.want)))
	var got []string
	require.NoError(r.t, json.Unmarshal([]byte(r.tab.JSON("results.splice(0)")), &got))
	for i, want := range r.want {
		require.Equal(r.t, styles.ReplaceAllString(want, ""), styles.ReplaceAllString(got[i], ""), r.what[i])
	}
	r.want, r.what = nil, nil
}

// walk goes from a to b by the patch, and back by comparing full HTML.
func (r *patchReplay) showBothWays(what string, a, b *diff.Snapshot) {
	r.t.Helper()
	r.full(what+", old", a)
	_, patch, err := diff.Compare(a, b.HTML())
	require.NoError(r.t, err)
	r.show(what+", patch from "+string(a.HTML()), patch.AppendJSON(nil), b)
	r.full(what+", compared with new", a)
	r.full(what+", compared with old", b)
}

// end wants the client's mirror to be what the page is: the view is gone, and the client says what it holds.
func (r *patchReplay) end(page *diff.Snapshot) {
	r.t.Helper()
	r.check()
	r.line.close(4001, "gone")
	require.Equal(r.t, page.Checksum(), r.fake.accept().expectJoin().Sum)
}

// TestClient_MarkupCorpus shows the client each case of the corpus of accepted markup.
func TestClient_MarkupCorpus(t *testing.T) {
	t.Parallel()
	r := newReplay(t)
	cases, err := markup.Cases()
	require.NoError(t, err)
	n := 0
	for _, c := range cases {
		to, err := diff.Parse([]byte(c.HTML))
		if c.Refused || err != nil {
			continue
		}
		n++
		r.full(c.String(), to)
	}
	r.check()
	require.Greater(t, n, 100)
}

// TestClient_RandomPatches goes from markup to markup of a generator, by patch and by comparison.
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

// TestClient_PatchCases goes from old to new of each case of diff/testdata, with the patch that is written there.
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
			what := filepath.Base(file) + " " + name
			old, err := diff.Parse([]byte(section[name+".old"]))
			require.NoError(t, err, what)
			to, err := diff.Parse([]byte(section[name+".new"]))
			require.NoError(t, err, what)
			r.full(what+", old", old)
			r.show(what+", patch", []byte(patch), to)
			r.full(what+", compared with new", old)
			r.full(what+", compared with old", to)
			n, last = n+1, to
		}
	}
	require.Greater(t, n, 20)
	r.end(last)
}
