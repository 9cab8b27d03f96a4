package e2e

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// propertyNames returns the names of all properties of forms and documents.
func propertyNames(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile("../js/testdata/properties.txt")
	require.NoError(t, err)
	return strings.Fields(string(data))
}

// The build of the client shortens the names of its own properties. No object of the browser may have
// a property of one of these names, because the client would not find it.
func TestClient_ShortenedNamesAreOwn(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../js/own-properties.txt")
	require.NoError(t, err)
	_, tab := openView(t, `<p>0</p>`, `
		window.names = new Set()
		{
			const visited = new Set(), waiting = [window, ...["a", "form", "input", "video", "canvas"].map(tag => document.createElement(tag))]
			for (const object of waiting) {
				if (visited.has(object)) continue
				visited.add(object)
				const properties = Object.getOwnPropertyDescriptors(object)
				for (const name in properties) names.add(name)
				Object.getOwnPropertyNames(object).forEach(name => names.add(name))
				for (const next of [Object.getPrototypeOf(object), ...Object.values(properties).map(p => p.value)]) {
					if (next && /^(object|function)$/.test(typeof next)) waiting.push(next)
				}
			}
		}`)
	for _, name := range []string{"addEventListener", "querySelectorAll", "selectionStart", "replaceState", "getRandomValues", "readyState"} {
		require.Equal(t, "true", tab.Text(`names.has(`+quote(name)+`)`), "%s was not found: the walk is incomplete", name)
	}
	for _, name := range strings.Fields(string(data)) {
		require.Equal(t, "false", tab.Text(`names.has(`+quote(name)+`)`), "%s in js/own-properties.txt is also the name of a property of the browser's objects", name)
	}
	require.Equal(t, `["connect","disconnect","isConnected","status","pushEvent","hook","main","enableDebug","disableDebug","enableLatencySim","disableLatencySim"]`, tab.JSON(`Object.keys(liveSocket)`))
	require.Equal(t, "live-root", tab.Text("liveSocket.main.el.id"))
}

// A control hides the property or method of its form that has the same name.
func TestClient_ControlsHidePropertiesOfForm(t *testing.T) {
	t.Parallel()
	const batch = 30 // the events of a batch may all be unacknowledged
	form := func(name, attributes, more string) string {
		return `<form` + attributes + ` live-change="c" live-submit="s"><input name="` + name + `" value="">` + more + `</form>`
	}
	v, tab := openView(t, `<p>0</p>`, `
		window.all = selector => [...document.querySelectorAll(selector)]
		window.errors = []
		addEventListener("error", e => errors.push(e.message))`)
	for names := range slices.Chunk(propertyNames(t), batch) {
		render := func(attributes, more string, show func(i int) bool) string {
			var b strings.Builder
			for i, name := range names {
				if show(i) {
					b.WriteString(form(name, fmt.Sprintf(` id="f%d"`, i)+attributes, more))
				}
			}
			return b.String()
		}
		always := func(int) bool { return true }
		v.show(render(` class="a b" title="t"`, `<i></i>`, always))
		tab.Do(`for (const form of all("form")) {
				const input = all("#" + Element.prototype.getAttribute.call(form, "id") + " input")[0]
				input.focus()
				input.value = "x"
				input.dispatchEvent(new Event("input", { bubbles: true }))
				await new Promise(done => setTimeout(done))
				HTMLFormElement.prototype.requestSubmit.call(form)
				await new Promise(done => setTimeout(done))
			}`)
		for _, name := range names {
			v.expect(`["e",0,0,"c",[0,"`+name+`",["`+name+`","x"]]]`, `["e",0,0,"s",[1,"",["`+name+`","x"]]]`)
		}
		require.Equal(t, `["a b live-change-loading live-submit-loading"]`, tab.JSON(`[...new Set(all("form").map(f => Element.prototype.getAttribute.call(f, "class")))]`))
		v.show(render(` class="b c" style="color: red"`, `<b>1</b><u></u>`, always), 2*len(names))
		require.Equal(t, `["b c",null,"color: red;"]`, tab.JSON(`[...new Set(all("form").flatMap(f => ["class", "title", "style"].map(a => Element.prototype.getAttribute.call(f, a) || null)))]`))
		require.Equal(t, tab.Text(`all("form").length`), tab.Text(`all("form > input + b + u").length`))
		require.Equal(t, `[""]`, tab.JSON(`[...new Set(all("form > input").map(e => e.value))]`), "the server's value after the ack")

		v.show(render(``, `<u></u>`, func(i int) bool { return i%2 == 0 })) // removes the others
		require.Equal(t, fmt.Sprint((len(names)+1)/2), tab.Text(`all("form").length`))
		tab.Do(`HTMLFormElement.prototype.reset.call(all("form")[0])`)
		v.expect(`["e",0,0,"c",[3,"",["` + names[0] + `",""]]]`)

		html := render(``, `<i></i>`, func(i int) bool { return i%3 == 0 })
		v.sendFull(html, 1)
		require.Equal(t, html, v.html())
	}
	require.Equal(t, "[]", tab.JSON("errors"))
}

// An image, form or frame with a name hides the property of the document that has the same name.
func TestClient_ImagesHidePropertiesOfDocument(t *testing.T) {
	t.Parallel()
	names := propertyNames(t)
	var images strings.Builder
	for i, name := range names {
		tag := []string{`<img name="` + name + `" alt="">`, `<form name="` + name + `"></form>`, `<img id="` + name + `" name="` + name + `" alt="">`}[i%3]
		images.WriteString(tag)
	}
	page := func(n, value string) string {
		return `<p>` + n + `</p><ul><li id="a"><input name="x" value="` + value + `" live-change="c"></li><li id="b"><button live-click="k">k</button></li></ul>`
	}
	f, tab := newFakeServer(t, page("1", "")+images.String()), newTab(t)
	f.policy = ""
	f.scripts = `window.find = Document.prototype.querySelector.bind(document)`
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	require.Equal(t, sumOf(t, page("1", "")+images.String()), c.expectJoin().Sum)
	c.send(`["joined",{"session":"s","adopted":true,"version":1}]`)
	v := newFakeView(t, c, tab, page("1", "")+images.String())
	tab.Wait("window.liveSocket?.isConnected()")
	require.Equal(t, "HTMLImageElement", tab.Text("document[Object.keys(document).find(n => document[n] instanceof HTMLImageElement)].constructor.name"))

	tab.Do(`const input = find("[name=x]")
		input.focus()
		input.value = "t"
		input.dispatchEvent(new Event("input", { bubbles: true }))
		await new Promise(done => setTimeout(done))
		find("button").click()`)
	v.expect(`["e",0,0,"c",[0,"x",["x","t"]]]`, `["e",0,0,"k"]`)
	v.show(page("2", "T")+images.String(), 2)
	require.Equal(t, "2 T true", tab.Text(`find("p").textContent + " " + find("[name=x]").value + " " + (Reflect.get(Document.prototype, "activeElement", document) === find("[name=x]"))`))

	c.send(`[0,[],[["title","T"],["flash","info","F"]]]`)
	tab.Wait(`find("title").textContent === "T" && find("#live-flash").textContent === "F"`)
	moved := `<ul><li id="b"><button live-click="k">k</button></li><li id="a"><input name="x" value="T" live-change="c"></li></ul>`
	v.show(`<p>3</p>` + moved + images.String())
	v.show(`<p>4</p>` + images.String())
	require.Equal(t, "4", tab.Text(`find("p").textContent`))
	c.expectHeartbeat(func() { tab.Do(goOnline) })
	for crash := range 3 {
		c.close(4001, "crashed")
		if crash == 2 {
			tab.Wait(`find("#live-card button")`)
			tab.Do(`find("#live-card button").click()`)
		}
		c = f.accept()
		c.expectJoin()
		c.send(`["joined",{"session":"s","adopted":false,"version":1,"html":` + quote(page("5", "")+images.String()) + `}]`)
		tab.Wait(`find("p").textContent === "5" && liveSocket.isConnected()`)
	}
}

// Users' markup may contain the IDs of elements that the client looks up.
func TestClient_IDsOfClientInContent(t *testing.T) {
	t.Parallel()
	content := `<p id="live-flash">mine</p><p id="live-root">mine</p><p id="live-bar">mine</p><p id="live-pill">mine</p><p id="live-card">mine</p><meta name="live-token" content="mine"><p id="liveSocket">mine</p>`
	v, tab := openView(t, content)
	v.send(`[0,[],[["flash","info","Saved"],["push","done",1]]]`)
	tab.Wait(`document.querySelector("#live-root ~ #live-flash").textContent === "Saved"`)
	require.Equal(t, content, v.html())
	v.show(`<b>x</b>` + content)
	require.Equal(t, `<b>x</b>`+content, v.html())
}
