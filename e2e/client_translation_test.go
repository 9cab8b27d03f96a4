package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// translators are the ways in which translators and other extensions change texts. Each function
// changes one text of the page.
var translators = map[string]string{
	"Chromium": `t => {
		const outer = document.createElement("font"), inner = document.createElement("font")
		outer.style.verticalAlign = inner.style.verticalAlign = "inherit"
		inner.textContent = "X" + t.data
		outer.append(inner)
		t.replaceWith(outer)
	}`,
	"around": `t => {
		const font = document.createElement("font")
		t.replaceWith(font)
		font.append(t)
		t.data = "X" + t.data
	}`,
	"in place": `t => { t.data = "X" + t.data }`,
	"replaced": `t => t.replaceWith(new Text("X" + t.data))`,
	"span": `t => {
		const span = document.createElement("span")
		span.className = "translated"
		span.textContent = "X" + t.data
		t.replaceWith(span)
	}`,
	"split": `t => {
		t.data = "X" + t.data
		t.splitText(1)
	}`,
	"split and wrapped": `t => {
		t.data = "X" + t.data
		const rest = t.splitText(1), a = document.createElement("a")
		rest.replaceWith(a)
		a.append(rest)
	}`,
	"several": `t => {
		const a = document.createElement("font"), b = document.createElement("font")
		a.textContent = "X"
		b.textContent = t.data
		t.replaceWith(a, b)
	}`,
	"sentence": `t => {
		const font = document.createElement("font"), parent = t.parentNode
		const isWhole = parent.nodeName === "FONT"
		font.textContent = "X" + t.data
		t.replaceWith(font)
		if (isWhole || !["P", "DIV", "UL"].includes(parent.nodeName)) return
		const sentence = document.createElement("font")
		sentence.append(...parent.childNodes)
		parent.append(sentence)
	}`,
	"beside": `t => {
		const font = document.createElement("font")
		font.textContent = "X" + t.data
		t.after(font)
	}`,
}

// translatePage changes all texts of the root by the function translator.
const translatePage = `
	const texts = [], walker = document.createTreeWalker(liveSocket.main.el, NodeFilter.SHOW_TEXT)
	while (walker.nextNode()) texts.push(walker.currentNode)
	const isElementWithText = e => ["TEXTAREA", "SCRIPT", "STYLE"].includes(e.nodeName)
	texts.filter(t => !isElementWithText(t.parentNode)).forEach(translator)
	document.documentElement.classList.add("translated-ltr")
	document.documentElement.lang = "de"
`

// A page is translated, and then changes. What the view removed or changed is shown as the view
// renders it, and only once. What it did not change stays translated.
func TestClient_TranslatedPage(t *testing.T) {
	t.Parallel()
	shapes := []struct{ name, before, after, want string }{
		{"text removed", `<p>LOADING</p>`, `<p></p>`, ``},
		{"text replaced by an element", `<p>LOADING</p>`, `<p><b>done</b></p>`, `done`},
		{"text beside an element removed", `<p>LOADING<b>done</b></p>`, `<p><b>done</b></p>`, `Xdone`},
		{"text after an element removed", `<p><b>done</b>LOADING</p>`, `<p><b>done</b></p>`, `Xdone`},
		{"text between elements removed", `<p><i>a</i>LOADING<b>b</b></p>`, `<p><i>a</i><b>b</b></p>`, `Xa Xb`},
		{"text and element removed", `<p>a<b>b</b>c</p>`, `<p>a</p>`, `Xa`},
		{"the first text and an element removed", `<p>a<b>b</b>c</p>`, `<p>c</p>`, `Xc`},
		{"element before a text inserted", `<p>a</p>`, `<p><b>new</b>a</p>`, `new Xa`},
		{"element after a text inserted", `<p>a<i>b</i></p>`, `<p>a<b>new</b><i>b</i></p>`, `Xa new Xb`},
		{"element with text replaced", `<p><i>a</i></p>`, `<p><b>b</b></p>`, `b`},
		{"text changed", `<p>a</p><p>b</p>`, `<p>new</p><p>b</p>`, `new Xb`},
		{"text between elements changed", `<p>a<b>b</b>c<i>d</i>e</p>`, `<p>a<b>b</b>new<i>d</i>e</p>`, `Xa Xb new Xd Xe`},
		{"texts changed", `<p>a<b>b</b>c</p>`, `<p>1<b>2</b>3</p>`, `1 2 3`},
		{"texts joined", `<p>a<b>b</b>c</p>`, `<p>ac</p>`, `ac`},
		{"conditional text", `<p><!-- -->a<!-- --></p>`, `<p><!-- --><!-- --></p>`, ``},
		{"rows moved", `<ul><li id="a">a</li><li id="b">b</li></ul>`, `<ul><li id="b">b</li><li id="a">a</li></ul>`, `Xb Xa`},
		{"rows moved around a text", `<div><i id="a">a</i>t<i id="b">b</i></div>`, `<div><i id="b">b</i>t<i id="a">a</i></div>`, `Xb t Xa`},
		{"row removed", `<ul><li id="a">a</li>t<li id="b">b</li>u</ul>`, `<ul>t<li id="b">b</li>u</ul>`, `Xt Xb Xu`},
		{"subtree replaced", `<div><p>a <b>b</b></p></div>`, `<div><ul><li>c</li></ul></div>`, `c`},
		{"option", `<select><option>a</option><option>b</option></select>`, `<select><option>c</option><option>b</option></select>`, `c Xb`},
		{"svg", `<svg><text>a</text></svg>`, `<svg><text>b</text></svg>`, `b`},
		{"textarea", `<textarea>a</textarea><p>b</p>`, `<textarea>c</textarea><p>b</p>`, `c Xb`},
	}
	before, after := "", ""
	for i, shape := range shapes {
		before += fmt.Sprintf(`<section id="s%d">%s</section>`, i, shape.before)
		after += fmt.Sprintf(`<section id="s%d">%s</section>`, i, shape.after)
	}
	v, tab := openView(t, `<p></p>`)
	for name, translator := range translators {
		for _, send := range []func(string, ...int){v.show, v.sendFull} {
			v.show(`<i></i>`)
			v.show(before)
			tab.Do(`const translator = ` + translator + translatePage)
			send(after)
			var got []string
			require.NoError(t, json.Unmarshal([]byte(tab.JSON(`[...document.querySelectorAll("section")].map(e => e.textContent)`)), &got))
			for i, shape := range shapes {
				want := ""
				for _, text := range strings.Fields(shape.want) {
					if original, isTranslated := strings.CutPrefix(text, "X"); isTranslated && name == "beside" {
						want += original
					}
					want += text
				}
				assert.Equal(t, want, got[i], "%s, %s", name, shape.name)
			}
		}
	}
	require.Equal(t, "de translated-ltr", tab.Text(`document.documentElement.lang + " " + document.documentElement.className`))
}
