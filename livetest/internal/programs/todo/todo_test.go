package todo

import (
	"testing"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"

	"github.com/stretchr/testify/require"
)

func TestTodo(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Todo{} })
	for _, s := range []string{"milk", "bread", "eggs"} {
		p.Form("#new").Fill("text", s).Submit()
	}
	p.Click("li:contains('bread') .delete")
	p.Click("li:contains('eggs') .text")
	require.Equal(t, "eggs", p.Form(".edit").Value("text"))
	p.Form(".edit").Fill("text", "6 eggs").Submit()
	require.Equal(t, []string{"milk", "6 eggs"}, p.Texts("li .text"))
}
