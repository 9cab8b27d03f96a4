package sortable

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestTasks(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Tasks{} })
	items := func() []string { return p.Texts(".sortable-name") }
	p.Hook("#tasks").Push(Moved{Item: "Eat", To: 0})
	require.Equal(t, []string{"Eat", "Buy flour", "Knead", "Bake"}, items())
	require.Equal(t, "Eat is at position 1 of 4.", p.Text("#status"))
	p.Click("[aria-label='Move Eat up']").Click("[aria-label='Move Knead down']")
	require.Equal(t, []string{"Eat", "Buy flour", "Bake", "Knead"}, items())
	p.Hook("#tasks").Push(Moved{Item: "Eat", To: 99})
	require.Equal(t, []string{"Buy flour", "Bake", "Knead", "Eat"}, items())
	for range maxItems {
		p.Click("#add")
	}
	require.Len(t, items(), maxItems)
}
