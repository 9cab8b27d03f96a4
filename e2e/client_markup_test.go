package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The content of an inserted noscript is the text that the server sent, so that later splices fit: not a
// serialization of the elements in it.
func TestClient_InsertedNoscript(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<div></div><template></template>`)
	content := func(s string) string {
		return `<img src='/a' alt=x><br/><p title='&quot;'>` + strings.Repeat("long ", 20) + s + ` &eacute;</p>`
	}
	page := func(s string) string {
		return `<div><noscript id="n" class='c'>` + content(s) + `</noscript><p title="<noscript>">t</p><!-- <noscript> --><script type="x">"<noscript>"</script>` +
			`<svg><foreignObject><noscript><i>` + s + `</i></noscript></foreignObject></svg><textarea><noscript></textarea><b>` + s + `</b></div><template><noscript>` + content(s) + `</noscript></template>`
	}
	texts := `[document.querySelector("#n").textContent, document.querySelector("template").content.firstChild.textContent]`
	for _, s := range []string{"one", "two", "three"} {
		v.show(page(s))
		require.JSONEq(t, quote([]string{content(s), content(s)}), tab.JSON(texts))
	}
	require.JSONEq(t, `["n","c","<noscript>"," <noscript> ","\"<noscript>\"","<noscript>","<i>three</i>"]`, tab.JSON(`(d => [d.firstChild.id, d.firstChild.className, d.children[1].title, d.childNodes[2].data,
		d.querySelector("script").textContent, d.querySelector("textarea").value, d.querySelector("svg noscript").textContent])(document.querySelector("#live-root > div"))`))
	v.sendFull(page("full"))
	require.JSONEq(t, quote([]string{content("full"), content("full")}), tab.JSON(texts))
	v.show(page("last"))
	require.JSONEq(t, quote([]string{content("last"), content("last")}), tab.JSON(texts))
}

// Names that only the parser accepts, in a browser where setAttribute refuses them.
func TestClient_RefusedAttributeNames(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<p @click="0" x>1</p><table><tbody><tr></tr></tbody></table><form><input name="getAttributeNode"></form>`, `
		const set = Element.prototype.setAttribute
		Element.prototype.setAttribute = function (name, value) {
			if (!/^[A-Za-z_:][-\w:.]*$/.test(name)) throw new DOMException("invalid name", "InvalidCharacterError")
			set.call(this, name, value)
		}`)
	const refused = ` (ngclick)="1" *if="2" @click="3" @click.once="4" [prop]="5" #ref="6" 1a="7"`
	v.show(`<p` + refused + ` x="8">1</p><table><tbody><tr` + refused + `></tr></tbody></table><form` + refused + `><input name="getAttributeNode"></form>`)
	attributes := `(e => [...Element.prototype.getAttributeNames.call(e)].sort().map(n => n + "=" + Element.prototype.getAttribute.call(e, n)).join(" "))`
	want := `#ref=6 (ngclick)=1 *if=2 1a=7 @click=3 @click.once=4 [prop]=5`
	require.Equal(t, want+" x=8", tab.Text(attributes+`(document.querySelector("p"))`))
	require.Equal(t, want, tab.Text(attributes+`(document.querySelector("tr"))`))
	require.Equal(t, want, tab.Text(attributes+`(document.querySelector("form"))`))
	v.show(`<p @click="a&quot;<b>" x="8">1</p><table><tbody><tr></tr></tbody></table><form><input name="getAttributeNode"></form>`)
	require.Equal(t, `@click=a"<b> x=8`, tab.Text(attributes+`(document.querySelector("p"))`))
	require.Equal(t, "", tab.Text(attributes+`(document.querySelector("tr"))`))
	v.sendFull(`<svg viewBox="0 0 1 1" @click="b"></svg>`)
	v.show(`<svg viewBox="0 0 2 2" @click="c" :class="d"></svg>`)
	require.Equal(t, `:class=d @click=c viewBox=0 0 2 2`, tab.Text(attributes+`(document.querySelector("svg"))`))
}
