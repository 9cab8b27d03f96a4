package rows

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestPage(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Page{} })
	p.Click(`[name="lines[+]"]`)
	p.Form("form").Fill("lines[1].product", "Milk").Fill("lines[1].amount", "0").Submit("#order")
	require.Equal(t, []string{"Enter 1 or more."}, p.Texts("[role=alert]:not(:empty)"))
	p.Form("form").Fill("lines[1].amount", "3")
	p.Click("[aria-label='Move up line 2']")
	p.Form("form").Submit("#order")
	require.Equal(t, "Ordered: 3 × Milk, 2 × Tea", p.Text("[role=status]"))
	p.Click("[aria-label='Remove line 1']")
	require.Equal(t, "Tea", p.Form("form").Value("lines[0].product"))
}
