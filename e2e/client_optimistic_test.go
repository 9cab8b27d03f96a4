package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const likeList = `[["optimistic",["toggleClass","","liked"],["toggleAttr","","aria-pressed","true","false"],["show","#thanks"]],"like"]`

// likePage is a page with optimistic commands. class is that of the button.
func likePage(class string) string {
	return `<button id="like" class="` + class + `"` + steps("live-click", likeList) + `>like</button><p id="thanks" hidden="">thanks</p>` +
		commandButton("two", `[["optimistic",["addClass","#like","two"]],"first","second",["focus","#thanks"]]`) +
		commandButton("shrink", `[["optimistic",["hide","#panel",["fade","from","to",60000]]],"shrink"]`) + `<div id="panel"><input id="field"></div>` +
		commandButton("outside", `[["optimistic",["addClass","#header","liked"]],"outside"]`)
}

// classOf returns an expression for the classes of the element with that id, without those that show events.
func classOf(id string) string {
	return `[...` + id + `.classList].filter(name => name !== "live-click-loading").join(" ")`
}

var likeState = `[` + classOf("like") + `, like.ariaPressed, thanks.hidden].join(" ")`

// Optimistic commands are undone when their event is refused, and leave alone what other events have changed.
func TestClient_Optimistic(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, likePage(""))
	click := func(want string) {
		t.Helper()
		tab.Click("#like")
		require.Equal(t, want, tab.Text(likeState))
		c.expect(`["e",0,0,"like"]`)
	}
	click("liked true false")
	c.send(`[1,[],[["out",1,"refused","error"]]]`)
	tab.Wait(likeState + ` === "  true"`)

	// Of two unanswered events, the first is refused, and the second is applied.
	click("liked true false")
	click(" false false")
	c.send(`[1,[],[["out",2,"refused","error"]]]`)
	tab.Wait(likeState + ` === "liked true false"`)
	c.send(`[1]`)
	click(" false false")
	c.send(`[1,[],[["out",4,"panicked","panicked"]]]`)
	tab.Wait(likeState + ` === "liked true false"`)

	// Both are refused, the second first to be acknowledged with the other.
	click(" false false")
	click("liked true false")
	c.send(`[2,[],[["out",5,"stale","stale"],["out",6,"stale","stale"]]]`)
	c.expectHeartbeat(func() { tab.Do(goOnline) })
	require.Equal(t, "liked true false", tab.Text(likeState))

	// The server renders the same, and later another value, while an event is unanswered.
	tab.Do(`window.seen = []; new MutationObserver(() => seen.push(` + classOf("like") + `)).observe(like, { attributes: true, attributeFilter: ["class"] })`)
	click(" false false")
	click("liked true false")
	tab.Do("seen = []")
	c.send(`[1,[[2,[1,3,"class","x"]]]]`) // the first one, whose class liked was never sent
	tab.Wait(`like.classList.contains("x")`)
	require.Equal(t, "true", tab.JSON(`like.classList.contains("liked")`))
	c.send(`[1,[[3,[1,3,"class","x liked"]]]]`)
	c.expectHeartbeat(func() { tab.Do(goOnline) })
	require.ElementsMatch(t, []string{"x", "liked"}, strings.Fields(tab.Text(classOf("like"))))
	require.NotContains(t, tab.JSON("seen"), `"x"`, "the class was removed in between")
	click("x false false")
	c.send(`[0,[[4,[1,3,"class","x y"]]]]`) // of another user: the event toggles it
	tab.Wait(`like.classList.contains("y")`)
	require.Equal(t, "true", tab.JSON(`like.classList.contains("liked")`))
	c.send(`[1,[],[["out",9,"refused","error"]]]`)
	tab.Wait(classOf("like") + ` === "x y"`)
}

// A list with several events is undone if one is refused. An animation does not go on, and an element outside of the
// root is changed back, too.
func TestClient_OptimisticLists(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, likePage(""))
	tab.Click("#two")
	require.Equal(t, "two", tab.Text(classOf("like")))
	c.expect(`["e",0,0,"first"]`, `["e",0,0,"second"]`)
	c.send(`[1]`, `[1,[],[["out",2,"refused","error"]]]`)
	tab.Wait(classOf("like") + ` === ""`)

	tab.Click("#shrink")
	c.expect(`["e",0,0,"shrink"]`)
	require.Equal(t, "fade to", tab.Text("panel.className"))
	c.send(`[1,[],[["out",3,"refused","error"]]]`)
	tab.Wait(`panel.className === "" && !panel.hidden && panel.offsetHeight > 0`)
	tab.Click("#field")
	require.Equal(t, "field", tab.Text("document.activeElement.id"))

	tab.Click("#outside")
	c.expect(`["e",0,0,"outside"]`)
	require.Equal(t, "liked", tab.Text("header.className"))
	c.send(`[1,[],[["out",4,"refused","error"]]]`)
	tab.Wait(`header.className === ""`)

	// Without a connection, what was not sent is shown until the page has ended or has sent it.
	c.cut()
	tab.Wait(`!liveSocket.isConnected()`)
	tab.Click("#outside")
	require.Equal(t, "liked", tab.Text("header.className"))
}
