package e2e

import (
	"fmt"
	"testing"

	"github.com/lively-go/lively/diff"
	"github.com/stretchr/testify/require"
)

// failingCalls makes one call throw of those that change the page: the one at index failAt.
const failingCalls = `{
	window.failAt = -1
	const fail = () => {
		if (failAt-- === 0) throw Error("injected")
	}
	const replace = (prototype, names) => {
		for (const name of names) {
			const { value, get, set } = Object.getOwnPropertyDescriptor(prototype, name)
			const failing = original => original && function (...args) {
				fail()
				return original.apply(this, args)
			}
			Object.defineProperty(prototype, name, value ? { value: failing(value) } : { get, set: failing(set) })
		}
	}
	replace(Node.prototype, ["insertBefore"])
	replace(Element.prototype, ["moveBefore", "remove", "replaceChildren", "removeAttribute"])
	replace(CharacterData.prototype, ["replaceData", "data", "remove"])
	replace(DOMTokenList.prototype, ["add", "remove"])
	replace(CSSStyleDeclaration.prototype, ["setProperty", "removeProperty"])
	replace(HTMLInputElement.prototype, ["value"])
}`

func requireSameHTML(t *testing.T, want, got string, message string) {
	t.Helper()
	a, err := diff.Parse([]byte(want))
	require.NoError(t, err)
	b, err := diff.Parse([]byte(got))
	require.NoError(t, err)
	require.NoError(t, diff.CheckEqual(a, b), "%s: %s", message, got)
}

// Whichever call throws within a patch or within the full HTML after it, the page ends with what the
// server sent, and still sends events.
func TestClient_ExceptionInPatch(t *testing.T) {
	t.Parallel()
	const (
		button = `<button live-click="k">k</button>`
		before = `<p class="a b" style="color: red;" title="t">one</p><ul id="u"><li id="a">a</li><li id="b">b</li><li id="c"><form><input name="x" value="1"></form></li></ul><textarea>1</textarea><b>gone</b>text` + button
		after  = `<p class="b c" style="width: 1px;">two</p><ul id="u"><li id="c"><form><input name="x" value="2"></form></li><li id="n">n</li><li id="a">a<i></i></li></ul><textarea>2</textarea>longer text<u>u</u>` + button
	)
	v, tab := openView(t, `<p>one</p>`+button, failingCalls)
	for _, both := range []bool{false, true} {
		call := 0
		for hasThrown := true; hasThrown; call++ {
			message := fmt.Sprintf("call %d fails, in the full HTML too: %v", call, both)
			v.show(before)
			requireSameHTML(t, before, v.html(), message)

			tab.Do(fmt.Sprintf(`failAt = %d`, call))
			v.show(after)
			hasThrown = tab.Text(`failAt < 0`) == "true"
			tab.Do(fmt.Sprintf(`failAt = %v ? 1 : -1
				document.querySelector("button").click()`, both))
			next := v.receiveNext()
			if next == `["html",0]` {
				v.sendFull(after)
				next = v.receiveNext()
			}
			require.Equal(t, `["e",0,0,"k"]`, next, message)
			tab.Do(`failAt = -1`)
			v.send(`[1]`)
			tab.Wait(`!document.querySelector("button").className`)
			requireSameHTML(t, after, v.html(), message)
			tab.Errors()
		}
		require.Greater(t, call, 12, "the calls were not replaced")
	}
}

// Callbacks of custom elements and observers may change the page, or throw, while a patch
// is applied. The rest of the patch and later patches are applied.
func TestClient_ScriptsRunDuringPatch(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, `<ul><li id="a"><x-remover></x-remover></li><li id="b">b</li><li id="c">c</li></ul><p>1</p>`, `
		customElements.define("x-eater", class extends HTMLElement {
			connectedCallback() { this.nextSibling?.remove() }
			disconnectedCallback() { document.querySelector("#c")?.remove() }
		})
		customElements.define("x-thrower", class extends HTMLElement {
			connectedCallback() { throw Error("mine") }
			disconnectedCallback() { throw Error("mine") }
		})
		customElements.define("x-remover", class extends HTMLElement {
			disconnectedCallback() { document.querySelector("#b")?.remove() }
		})
		new MutationObserver(() => document.querySelector("#observed")?.remove()).observe(document, { childList: true, subtree: true })`)
	v.show(`<ul><li id="b">b</li><li id="n">n</li><li id="c">c</li></ul><p>2</p>`) // removes #b
	require.Equal(t, `<ul><li id="n">n</li><li id="c">c</li></ul><p>2</p>`, v.html())
	v.show(`<ul><x-eater></x-eater><li id="n">n</li><li id="m">m</li><x-thrower></x-thrower><li id="observed"></li><li id="c">c</li></ul><p>3</p>`)
	require.Equal(t, `<ul><x-eater></x-eater><li id="m">m</li><x-thrower></x-thrower><li id="c">c</li></ul><p>3</p>`, v.html())
	v.show(`<ul><li id="m">m</li><li id="l">l</li><li id="c">c</li></ul><p>4</p>`)
	require.Equal(t, `<ul><li id="m">m</li><li id="l">l</li></ul><p>4</p>`, v.html())
	v.sendFull(`<ul><li id="m">M</li></ul><p>5</p>`)
	require.Equal(t, `<ul><li id="m">M</li></ul><p>5</p>`, v.html())
	errors := tab.Errors()
	require.Len(t, errors, 2)
	require.Contains(t, errors[0]+errors[1], "mine")
}
