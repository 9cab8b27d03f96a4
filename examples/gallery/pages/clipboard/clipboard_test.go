package clipboard

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestInvite(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Invite{Number: 1} })
	h := p.Hook("#copy")
	require.Equal(t, "Link 1 is in the clipboard.", h.Push(Copied{OK: true}).Text("#status"))
	require.Contains(t, h.Push(Copied{}).Text("#status"), "press Ctrl+C")
	require.Equal(t, "https://example.com/join/2", p.Click("#renew").Attr("#copy", "data-text"))
	require.Equal(t, "Link 2 is in the clipboard.", h.Push(Copied{OK: true}).Text("#status"))
}
