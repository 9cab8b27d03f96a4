package lazy

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestPage(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Page{} }).Settle()
	require.Equal(t, "6000 words", p.Text("#Spring .words"))
}
