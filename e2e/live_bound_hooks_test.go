package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// hookIDs are the parts of the IDs of the elements of a Bound with the hook rec.
var hookIDs = strings.Fields("hook life0 row-a row-b row-c")

// ofHooks returns a call of each hook of these views.
func ofHooks(callback string, names ...string) (calls []string) {
	for _, name := range names {
		for _, id := range hookIDs {
			calls = append(calls, callback+" "+name+"-"+id)
		}
	}
	return calls
}

// waitHooks waits until the hooks were called in that way, in any order of the elements, since the last call.
func (b *boundPage) waitHooks(want ...string) {
	b.t.Helper()
	b.Until(`calls.length >= ` + quote(len(want)))
	var got []string
	require.NoError(b.t, b.browser.Eval(`calls.splice(0)`, &got))
	require.ElementsMatch(b.t, want, got)
}

// Hooks in a page, its nested views, a sticky view and the layout are mounted once while rows move and the views are
// rendered every 50 ms. Their events reach their own view, and values of a view all hooks. Hooks that throw in each
// callback do not matter.
func TestHooks_Views(t *testing.T) {
	t.Parallel()
	b := openBound(t)
	b.waitHooks(append(ofHooks("mounted", boundNames...), "mounted layout-hook")...)
	b.Until(`["page", "nested", "deep", "sticky"].every(name => updates[name + "-hook updated"] > 2 && updates[name + "-hook updated"] === updates[name + "-hook beforeUpdate"])`)
	b.waitHooks() // the rows have moved
	require.Equal(t, "undefined", b.Text(`updates["layout-hook updated"]`))

	for _, name := range boundNames {
		require.Equal(t, `reply "`+name+` 7"`, b.Text(`fate(hooks["`+name+`-hook"].push.Ask({ n: 7 }))`))
		require.Equal(t, 1, b.journal.Count(name+" ask 7"))
		b.Do(`by("` + name + `-say").click()`)
		b.Until(`said.length === 21`)
		require.Equal(t, "21", b.Text(`new Set(said.splice(0).filter(each => each.endsWith(" `+name+`"))).size`))
	}
	// The layout belongs to the view of the page, which handles one of the two events.
	require.Equal(t, `reply "page 8"`, b.Text(`fate(hooks["layout-hook"].push.Ask({ n: 8 }))`))
	require.Equal(t, "refused", b.Text(`fate(hooks["layout-hook"].push.Alien())`))

	// Moved by a script to another view, an element pushes to that.
	require.Equal(t, `reply "deep 9"`, b.Text(`(by("deep-section").append(by("nested-life0")), fate(hooks["nested-life0"].push.Ask({ n: 9 })))`))
	b.Do(`by("nested-hook").after(by("nested-life0"))`)
	require.Equal(t, `reply "nested 9"`, b.Text(`fate(hooks["nested-life0"].push.Ask({ n: 9 }))`))
	b.waitHooks()

	// The parent removes its nested view, and renders it again: its hooks and those in it are destroyed first.
	b.Do(`liveSocket.hook("bad", bad)
		window.fates = []
		hooks["deep-hook"].destroyed = function () { calls.push("destroyed " + this.el.id); fate(this.push.Ask({ n: 1 })).then(each => fates.push(each)) }
		fate(hooks["deep-hook"].push.Ask({ n: 10 })).then(each => fates.push(each))
		by("page-part").click()`)
	b.waitHooks(ofHooks("destroyed", "nested", "deep")...)
	b.Until(`fates.length === 2`)
	require.Contains(t, []string{`["stale","lost"]`, `["stale","reply \"deep 10\""]`, `["reply \"deep 10\"","stale"]`, `["lost","stale"]`}, b.JSON(`fates`))
	b.Do(`by("page-part").click()`)
	b.Until(`calls.length >= 10`)
	b.Text(`take()`)
	require.Equal(t, `reply "deep 11"`, b.Text(`fate(hooks["deep-hook"].push.Ask({ n: 11 }))`))
	require.Equal(t, []string{"/"}, b.site.loadedPages())
}

// A view crashes, and its hooks and those in it are disconnected until it is mounted again: then what it renders again
// is connected again, and what has another key is destroyed before its successor is mounted. An event that is on its way
// is answered or lost, and one that waits is answered by the next view.
func TestHooks_ViewsAfterLoss(t *testing.T) {
	t.Parallel()
	b := openBound(t)
	b.waitHooks(append(ofHooks("mounted", boundNames...), "mounted layout-hook")...)
	b.Do(`window.fates = {}
		window.ask = (name, n) => fate(hooks[name + "-hook"].push.Ask({ n })).then(each => fates[name + n] = each)`)
	crash := func(name string, ended []string, life string) {
		t.Helper()
		b.Do(`take()
			window.fates = {}
			liveSocket.pushEvent(by("` + name + `-die"), "views.Die") // is sent before
			ask("` + name + `", 1)`)
		b.Until(`calls.filter(each => each.startsWith("disconnected")).length >= ` + quote(len(ofHooks("", ended...))))
		b.Do(`for (const name of ` + quote(ended) + `) ask(name, 2)`)
		b.Until(quote(ended) + `.every(name => calls.includes("mounted " + name + "-life` + life + `") && calls.includes("reconnected " + name + "-hook")) && !document.querySelector(".live-error")`)
		b.Until(quote(ended) + `.every(name => fates[name + 2])`)
		require.Contains(t, []string{"lost", `reply "` + name + ` 1"`}, b.Text(`fates["`+name+`1"]`)) // it may wait, too
		for _, each := range ended {
			require.Equal(t, `reply "`+each+` 2"`, b.Text(`fates["`+each+`2"]`))
		}
		var want, got []string
		for _, each := range ended {
			want = append(want, "destroyed "+each+"-life0", "mounted "+each+"-life"+life)
			for _, id := range hookIDs {
				want = append(want, "disconnected "+each+"-"+id)
				if id != "life0" {
					want = append(want, "reconnected "+each+"-"+id)
				}
			}
		}
		require.NoError(t, b.browser.Eval(`calls.splice(0)`, &got))
		require.ElementsMatch(t, want, got)
		for _, each := range ended {
			require.Less(t, slices.Index(got, "destroyed "+each+"-life0"), slices.Index(got, "mounted "+each+"-life"+life))
			require.Less(t, slices.Index(got, "disconnected "+each+"-hook"), slices.Index(got, "reconnected "+each+"-hook"))
		}
	}
	crash("nested", boundNames[1:3], "1")
	crash("sticky", boundNames[3:], "1")

	// The connection is lost while events are on their way, and others wait.
	mounts := len(b.journal.Lines())
	b.Do(`window.fates = {}
		for (const name of ` + quote(boundNames) + `) ask(name, 3)`)
	b.proxy.SetDown(true)
	b.Until(`liveSocket.status === "reconnecting"`)
	b.Do(`for (const name of ` + quote(boundNames) + `) ask(name, 4)`)
	b.proxy.SetDown(false)
	b.Reconnect()
	b.Until(`Object.keys(fates).length === 8`)
	for _, name := range boundNames {
		require.Equal(t, `reply "`+name+` 3", reply "`+name+` 4"`, b.Text(`fates["`+name+`3"] + ", " + fates["`+name+`4"]`))
		require.Equal(t, 1, b.journal.Count(name+" ask 3"))
		require.Equal(t, 1, b.journal.Count(name+" ask 4"))
	}
	for _, line := range b.journal.Lines()[mounts:] {
		require.NotContains(t, line, "mount")
	}
	b.Until(`calls.length === 42`)
	b.Do(`calls = calls.map(each => each.replace(/life\d/, "life0"))`)
	b.waitHooks(append(append(ofHooks("disconnected", boundNames...), ofHooks("reconnected", boundNames...)...), "disconnected layout-hook", "reconnected layout-hook")...)
	require.Equal(t, []string{"/"}, b.site.loadedPages())
}
