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

func TestTodo_AddEditDelete(t *testing.T) {
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

func TestAdd_EmptyTextRejected(t *testing.T) {
	p := open(t, "/", "milk", "  ")
	require.Equal(t, "Enter something to do.", p.Text("[role=alert]"))
	require.Equal(t, 1, p.Count("li"))
}

// Two items can be edited at once, because each is a component with its own state.
func TestItem_EditsAreIndependent(t *testing.T) {
	p := open(t, "/", "milk", "bread")
	p.Click("li:contains('milk') .text").Click("li:contains('bread') .text")
	p.Form("#item-1").Fill("text", "oat milk")
	p.Form("#item-2").Fill("text", "rye bread").Submit()
	require.Equal(t, []string{"rye bread"}, p.Texts("li .text"))
	require.Equal(t, "oat milk", p.Form("#item-1").Value("text"))
}

func TestTodo_FilterInURL(t *testing.T) {
	p := open(t, "/", "milk", "bread")
	p.Click("li:contains('milk') .tick")
	require.Equal(t, "1 open", p.Text("#open"))

	p.Click("nav a:contains('Done')")
	require.Equal(t, "/?show=done", p.URL())
	require.Equal(t, []string{"milk"}, p.Texts("li .text"))
	require.Equal(t, "Done", p.Text("nav [aria-current]"))

	p.Click("nav a:contains('All')").Click("footer button")
	require.Equal(t, "/", p.URL())
	require.Equal(t, []string{"bread"}, p.Texts("li .text"))

	require.False(t, open(t, "/?show=open").Has("li"))
}
