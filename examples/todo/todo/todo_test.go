package todo_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/todo/todo"
	"github.com/lively-go/lively/livetest"
)

func open(t *testing.T, url string, items ...string) *livetest.Page {
	p := livetest.Open(t, todo.NewServer(), url)
	for _, text := range items {
		p.Form("#new").Fill("text", text).Submit()
	}
	return p
}

func TestAddEditDelete(t *testing.T) {
	p := open(t, "/")
	require.True(t, p.Has(".empty"))

	p = open(t, "/", "milk", "bread", "eggs")
	require.Equal(t, []string{"milk", "bread", "eggs"}, p.Texts("li .text"))
	require.Equal(t, "", p.Form("#new").Value("text"))

	p.Click("li:contains('bread') .delete")
	p.Click("li:contains('eggs') .text")
	require.Equal(t, "eggs", p.Form(".edit").Value("text"))
	p.Form(".edit").Fill("text", "6 eggs").Submit()
	require.Equal(t, []string{"milk", "6 eggs"}, p.Texts("li .text"))
}

func TestNothingIsNoItem(t *testing.T) {
	p := open(t, "/", "milk", "  ")
	require.Equal(t, "say what is to be done", p.Text("[role=alert]"))
	require.Equal(t, 1, p.Count("li"))
}

// Two items can be edited at once: each is a component with a state of its own.
func TestItemsHaveTheirOwnState(t *testing.T) {
	p := open(t, "/", "milk", "bread")
	p.Click("li:contains('milk') .text").Click("li:contains('bread') .text")
	p.Form("#item-1").Fill("text", "oat milk")
	p.Form("#item-2").Fill("text", "rye bread").Submit()
	require.Equal(t, []string{"rye bread"}, p.Texts("li .text"))
	require.Equal(t, "oat milk", p.Form("#item-1").Value("text"))
}

func TestFilterInTheURL(t *testing.T) {
	p := open(t, "/", "milk", "bread")
	p.Click("li:contains('milk') .tick")
	require.Equal(t, "1 open", p.Text("#open"))

	p.Click("nav a:contains('done')")
	require.Equal(t, "/?show=done", p.URL())
	require.Equal(t, []string{"milk"}, p.Texts("li .text"))
	require.Equal(t, "done", p.Text("nav [aria-current]"))

	p.Click("nav a:contains('all')").Click("footer button")
	require.Equal(t, "/", p.URL())
	require.Equal(t, []string{"bread"}, p.Texts("li .text"))

	require.False(t, open(t, "/?show=open").Has("li"))
}
