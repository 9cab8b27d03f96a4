package components

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestList(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &List{} })
	p.Form("#new").Submit()
	require.Equal(t, "Enter what is to do.", p.Text("#text-error"))
	p.Form("#new").Fill("text", "milk").Submit()
	p.Form("#new").Fill("text", "bread").Submit()
	p.Click("li:contains('bread') button[aria-pressed]").Click("li:contains('milk') .delete")
	require.Equal(t, []string{"bread"}, p.Texts(".item-text"))
	require.Equal(t, "true", p.Attr("button[aria-pressed]", "aria-pressed"))
}
