package recipe

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestPage(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Page{} })
	f := p.Form("#recipe").MoveRow("parts[1]", -1).MoveRow("parts[1].ingredients[0]", 2)
	f.AddRow("parts").Submit("#save")
	require.Equal(t, []string{"Enter a name."}, p.Texts("[role=alert]:not(:empty)"))
	f.Fill("parts[2].name", "Topping").AddRow("parts[2].ingredients").Fill("parts[2].ingredients[0].text", "Sugar").Submit("#save")
	require.Equal(t, "Saved: Filling: Apples. Dough: Water, Salt, Flour. Topping: Sugar", p.Text("#status"))
	f.RemoveRow("parts[0]").RemoveRow("parts[0]")
	require.Equal(t, "Topping", f.Value("parts[0].name"))
	require.True(t, p.Has("[aria-label='Remove part 1'][aria-disabled=true]"))
	f.RemoveRow("parts[0].ingredients[0]")
	require.Equal(t, "No ingredients yet", p.Text(".recipe-ingredients li"))
	for range 4 {
		f.AddRow("parts")
	}
	require.True(t, p.Has("#add[aria-disabled=true]"))
}
