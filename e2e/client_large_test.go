package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// countComparisons counts how often a set is asked for a value, which pairing does for each pair of
// elements that it compares.
const countComparisons = `{
	const has = Set.prototype.has
	window.comparisons = 0
	Set.prototype.has = function (value) {
		comparisons++
		return has.call(this, value)
	}
}`

// The cost of comparing long lists without keys is bounded, and rows stay those elements that they were.
func TestClient_LongListsWithoutKeys(t *testing.T) {
	t.Parallel()
	list := func(n int, row func(i int) string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<li><b>%s</b> <i>x</i> <u>y</u></li>`, row(i))
		}
		return `<ul>` + b.String() + `</ul>`
	}
	const n = 2000
	name := func(s string) func(int) string { return func(i int) string { return fmt.Sprint(s, i) } }
	v, tab := openView(t, list(n, name("a")), countComparisons)
	show := func(html string) {
		tab.Do(`comparisons = 0
			window.rows = [...document.querySelectorAll("li")]`)
		v.sendFull(html)
		require.Equal(t, html, v.html())
		var count int
		fmt.Sscan(tab.Text("comparisons"), &count)
		require.Less(t, count, 300_000)
	}
	same := `[...document.querySelectorAll("li")].filter(row => rows.includes(row)).length`

	show(list(n, name("b"))) // every row has changed
	require.Equal(t, "2000", tab.Text(same))
	show(list(n+1, name("c")))
	require.Equal(t, "2000", tab.Text(same))
	show(list(n, func(i int) string { return fmt.Sprint(i % 2) })) // no row is unique
	require.Equal(t, "2000", tab.Text(same))
	show(list(n, name("d")))

	// Rows between others that have not changed stay beside them.
	show(list(n+1, func(i int) string {
		switch {
		case i == 0, i == n:
			return fmt.Sprint("changed", i)
		case i == 700:
			return "inserted"
		case i > 700:
			i--
		}
		return fmt.Sprint("d", i)
	}))
	require.Equal(t, "true true", tab.Text(`(now => (now[500] === rows[500]) + " " + (now[1500] === rows[1499]))([...document.querySelectorAll("li")])`))

	// Rows with a key are moved.
	keyed := func(from, to int) string {
		var b strings.Builder
		for i := range n {
			k := i
			if i == from {
				k = to
			} else if i == to {
				k = from
			}
			fmt.Fprintf(&b, `<li id="k%d">%d</li>`, k, k)
		}
		return `<ul>` + b.String() + `</ul>`
	}
	show(keyed(0, 0))
	show(keyed(1, 1990))
	require.Equal(t, "2000", tab.Text(same))
}

// Fields that the user typed in do not stay in memory when they are removed, by a patch or by a script.
func TestClient_RemovedFieldsAreFreed(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<form live-submit="s"><input name="x"><textarea name="y"></textarea></form><div contenteditable="true">z</div><form live-submit="s"><p></p></form>`, `
		document.addEventListener("DOMContentLoaded", () => {
			const foreign = document.createElement("input")
			document.querySelector("p").append(foreign)
			window.refs = [...document.querySelectorAll("input, textarea, [contenteditable]")].map(e => new WeakRef(e))
			for (const ref of refs) {
				ref.deref().value = "edited"
				ref.deref().addEventListener("focus", e => e.target.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true })))
			}
		})`)
	for _, selector := range []string{"[name=x]", "[name=y]", "[contenteditable]", "p input"} {
		tab.Click(selector)
		if selector != "[contenteditable]" { // Chromium would keep it, to undo the edit
			tab.Keys("t")
		}
	}
	tab.Click("[contenteditable]")
	v.show(`<div contenteditable="true">changed</div><form live-submit="s"><p></p></form>`)
	tab.Do(`document.querySelector("p input").remove()`)
	v.show(`<b>1</b>`)
	v.show(`<b>2</b>`) // the client forgets controls that scripts have removed before a patch
	tab.Do(`getSelection().removeAllRanges()
		document.querySelector("#header").append(document.createElement("input"))
		document.querySelector("#header input").focus()`) // Chromium keeps the element of the selection
	_, err := chromedp.Call(tab.chromium(), heapprofiler.CollectGarbage, cdp.Empty{})
	require.NoError(t, err)
	require.Equal(t, "[null,null,null,null]", tab.JSON(`refs.map(ref => ref.deref()?.outerHTML ?? null)`))
}
