package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// holdModules makes the browser load the modules of the client when release() is called, or later.
const holdModules = `window.held = []
	{
		const { set } = Object.getOwnPropertyDescriptor(HTMLScriptElement.prototype, "src")
		Object.defineProperty(HTMLScriptElement.prototype, "src", { set(url) { held.push(() => set.call(this, url)) } })
		window.release = () => {
			const loads = held
			window.held = { push: load => load() }
			loads.forEach(load => load())
		}
	}
`

// The effects after the rows of a stream run when the rows are in the page, also if the module of streams is loaded
// later, and so do those of the next frames.
func TestClient_Stream_EffectsWaitForModule(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, `<ul live-stream="3" live-update="ignore"></ul>`), newTab(t)
	f.policy = ""
	f.scripts = holdModules + `window.log = []
		for (const name of ["one", "two"]) addEventListener("live:" + name, () => {
			log.push([name, !!document.querySelector("[live-id=a]"), document.title].join())
		})`
	tab.Open(f.server.URL)
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":true,"version":1,"resume":30000}]`,
		`[0,[],[["stream",3,1,[[-1,"<li live-id=\"a\"><b>a</b></li>"]]],["push","one",1],["title","now"]]]`,
		`[0,[],[["push","two",2]]]`,
		`[0,[[2,[1,3,"class","last"]]],[["stream",3,2,["a",[-1,"<li live-id=\"b\">b</li>"]]],["exec",[["addClass","[live-id=b]","x"]],0]]]`)
	tab.Wait(`document.querySelector("ul").className === "last" && held.length > 0`)
	require.Equal(t, `[]`, tab.JSON(`log`))
	tab.Do(`release()`)
	tab.Wait(`document.querySelector("ul").textContent === "b" && !!document.querySelector("[live-id=b].x")`)
	require.Equal(t, `["one,true,fake","two,true,now"]`, tab.JSON(`log`))
	require.Empty(t, tab.Errors())
}
