package suggest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestSearch(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Search{} })
	p.Fill("#q", "JSON")
	require.Equal(t, []string{"encoding/json"}, p.Texts("li"))
	require.Equal(t, "1 packages, 1 searches", p.Text("[role=status]"))
}
