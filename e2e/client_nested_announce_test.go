package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Screen readers announce once that parts of the page have failed, and once that all work again.
func TestClient_Nested_Announced(t *testing.T) {
	t.Parallel()
	_, v := openNested(t, twoNested, "3", button("a"), "5", button("b"))
	a, b := v.nested(8, button("a")), v.nested(10, button("b"))
	v.tab.Wait(`document.querySelector("#live-parts")`)
	v.tab.Do(`window.announced = []
		const region = document.querySelector("#live-parts")
		new MutationObserver(() => announced.push(region.textContent)).observe(region, { childList: true, subtree: true })`)
	const failed = "A part of this page stopped working."
	a.sendOwn(`["end",4001,"crashed"]`)
	b.sendOwn(`["end",4001,"crashed"]`)
	v.tab.Wait(`announced[0]`)
	v.send(`[0,[],[["open",3,14,1,` + quote(button("a")) + `]]]`)
	v.tab.Wait(`find("[live-root='3']").className === ""`)
	require.Equal(t, failed, v.tab.Text(`announced.join("|")`), "the other one has still failed")
	v.send(`[0,[],[["open",5,16,1,` + quote(button("b")) + `]]]`)
	v.tab.Wait(`announced[1]`)
	require.Equal(t, failed+"|All parts of this page work again.", v.tab.Text(`announced.join("|")`))

	a, b = v.nested(14, button("a")), v.nested(16, button("b"))
	a.sendOwn(`["end",4001,"crashed"]`)
	v.tab.Wait(`announced[2]`)
	v.show(strings.Replace(twoNested, `<div live-root="3"></div>`, "", 1)) // the page removes the part
	v.tab.Wait(`announced[3]`)
	b.sendOwn(`["end",4001,"crashed"]`)
	v.tab.Wait(`announced[4]`)
	require.Equal(t, failed, v.tab.Text(`announced[4]`))
	require.Equal(t, "status", v.tab.Text(`document.querySelector("#live-parts").role`))
}

// A view that is back at once is not announced.
func TestClient_Nested_NotAnnounced(t *testing.T) {
	t.Parallel()
	_, v := openNested(t, twoNested, "3", button("a"), "5", button("b"))
	a := v.nested(8, button("a"))
	v.tab.Wait(`document.querySelector("#live-parts")`)
	v.tab.Do(`window.waits = [] // instead of the timers of the client
		window.setTimeout = f => waits.push(f)`)
	a.sendOwn(`["end",4001,"crashed"]`)
	v.send(`[0,[],[["open",3,14,1,` + quote(strings.Replace(button("a"), ">a<", ">again<", 1)) + `]]]`)
	v.tab.Until(`find("#a").textContent === "again"`)
	require.Empty(t, v.tab.Text(`find("[live-root='3']").className`))
	v.tab.Do(`waits.forEach(f => f())`)
	require.Empty(t, v.tab.Text(`document.querySelector("#live-parts").textContent`))
}
