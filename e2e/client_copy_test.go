package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// requireCopy shows html, which must be sent with a copy of a sibling, and checks what the page then contains.
func (v *fakeView) requireCopy(html, selector, want string) {
	v.t.Helper()
	v.show(html)
	require.Regexp(v.t, `\[\d+,\[`, v.lastUpdate[4:])
	require.Equal(v.t, want, v.tab.Text(fmt.Sprintf("document.querySelector(%q).outerHTML", selector)))
}

// The client copies what the server sent, and not what users and scripts have made of it.
func TestClient_CopyIsOfServerState(t *testing.T) {
	t.Parallel()
	row := func(id int) string {
		return fmt.Sprintf(`<li class="row" id="r%d"><b>Name %[1]d</b><input name="n%[1]d" value="a"><details><summary>More</summary></details></li>`, id)
	}
	v, tab := openView(t, `<ul>`+row(1)+`</ul>`)
	tab.Do(`const row = document.querySelector("#r1")
		row.classList.add("script")
		row.title = "script"
		row.querySelector("b").textContent = "script"
		row.querySelector("details").open = true
		row.append(document.createElement("hr"))`)
	tab.Click("input")
	tab.Keys("typed")
	v.requireCopy(`<ul>`+row(1)+row(2)+`</ul>`, "#r2", row(2))
	require.Equal(t, `["aTyped","a"]`, strings.Replace(tab.JSON(`[...document.querySelectorAll("input")].map(e => e.value)`), "typed", "Typed", 1))
	require.Equal(t, "script", tab.Text(`document.querySelector("#r1").title`))
	require.Equal(t, "n1", tab.Text("document.activeElement.name"))

	// The copy is like any other row: the server changes and removes it.
	v.show(`<ul>` + row(1) + strings.Replace(row(2), "Name", "Other", 1) + `</ul>`)
	require.Equal(t, "Other 2", tab.Text(`document.querySelector("#r2 b").textContent`))
	v.requireCopy(`<ul>`+row(3)+row(2)+row(1)+`</ul>`, "#r3", row(3))
	v.show(`<ul>` + row(1) + `</ul>`)
	require.Equal(t, "1", tab.Text(`document.querySelectorAll("li").length`))
}

// A patch may copy a row that it changes, moves or removes at the same time.
func TestClient_CopyOfRowThatChanges(t *testing.T) {
	t.Parallel()
	row := func(id int, text string) string {
		return fmt.Sprintf(`<tr live-id="r%d"><td class="name">Name %[1]d</td><td>%[2]s</td></tr>`, id, text)
	}
	table := func(rows ...string) string {
		return `<table><tbody>` + strings.Join(rows, "") + `</tbody></table>`
	}
	v, tab := openView(t, table(row(1, "a"), row(2, "b")))
	tab.Do(`for (const e of document.querySelectorAll("tr")) e.kept = true`)
	v.requireCopy(table(row(2, "b"), row(1, "x"), row(3, "a")), "tbody", strings.TrimSuffix(strings.TrimPrefix(table(row(2, "b"), row(1, "x"), row(3, "a")), "<table>"), "</table>"))
	require.Equal(t, `[true,true,null]`, tab.JSON(`[...document.querySelectorAll("tr")].map(e => e.kept ?? null)`))
	v.requireCopy(table(row(4, "b")), "tr", row(4, "b"))
}

// nodesOf returns an expression for the nodes of an element, with attributes and classes in a fixed order.
func nodesOf(selector string) string {
	return `(function nodes(e) {
		if (e.nodeType !== 1) return e.nodeName + e.nodeValue + "\n"
		const attributes = [...e.attributes].map(a => a.namespaceURI + " " + a.name + "=" + (a.name === "class" ? a.value.split(" ").sort() : a.value))
		return e.namespaceURI + e.nodeName + attributes.sort() + [...(e.content ?? e).childNodes].map(nodes).join("")
	})(document.querySelector("` + selector + `"))`
}

// Copies have all kinds of nodes: references, svg, templates, scripts, comments, styles, and names that only a parser accepts.
func TestClient_CopyOfMarkup(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"references": `1 &lt; 2 &amp;amp; &quot;a&quot; <b title="&quot;&lt;&amp;">x</b>`,
		"svg":        `<svg viewBox="0 0 1 1"><linearGradient id="g"></linearGradient><a xlink:href="#g"><title>x</title></a></svg>`,
		"template":   `<template><tr><td>a</td></tr></template>`,
		"script":     `<script>window.ran = "</b>" < 1</script><noscript><p>none</p></noscript>`,
		"comment":    `<!-- a <b> c --><textarea>a &lt; b</textarea><pre>a</pre>`,
		"attributes": `<p @click="a" :b="c" style="color: red" class="b a">x</p>`,
		"controls":   `<select><option>1</option><option selected="">2</option></select><input type="checkbox" checked="">`,
	} {
		t.Run(name, func(t *testing.T) {
			row := func(id int) string {
				return fmt.Sprintf(`<li id="r%d" title="a title that each row has">%s<i>row %[1]d</i></li>`, id, content)
			}
			v, tab := openView(t, `<ul>`+row(1)+`</ul>`)
			v.show(`<ul>` + row(1) + row(2) + `</ul>`)
			require.Contains(t, v.lastUpdate, `[1,5,[1,[0,[`)
			require.Equal(t, strings.NewReplacer("id=r1", "id=r2", "row 1", "row 2").Replace(tab.Text(nodesOf("#r1"))), tab.Text(nodesOf("#r2")))
			require.Equal(t, "undefined", tab.Text("String(window.ran)"))
			require.Equal(t, tab.JSON(`[...document.querySelectorAll("#r1 select, #r1 input")].map(e => [e.value, e.checked])`),
				tab.JSON(`[...document.querySelectorAll("#r2 select, #r2 input")].map(e => [e.value, e.checked])`))
			v.show(`<ul>` + row(1) + row(3) + `</ul>`)
			for _, e := range tab.Errors() {
				require.Contains(t, e, "inline s", "the policy forbids inline styles and scripts")
			}
		})
	}
}

// A copy of a child that does not exist is an error, after which the client requests the full HTML.
func TestClient_CopyOfMissingChild(t *testing.T) {
	t.Parallel()
	for _, list := range []string{`[1,[]]`, `[0,[1,0,"no text"]]`, `[0,[5,0,"a"]]`} {
		_, tab, c := openFake(t, `<p>a</p>`)
		c.send(`[0,[[2,[0,5,[` + list + `]]]]]`)
		c.expect(`["html",0]`)
		require.Equal(t, "1", tab.Text(`document.querySelectorAll("p").length`))
		c.send(`[0,[[3,"<p>b</p>"]]]`)
		tab.Wait(`document.querySelector("p").textContent === "b"`)
		require.Len(t, tab.Errors(), 1, "logged in the console")
	}
}
