package title

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestInbox(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Inbox{} })
	require.Equal(t, "Inbox – Lively gallery", p.Title())
	p.Click("#receive").Click("#receive")
	require.Equal(t, "(2) Inbox – Lively gallery", p.Title())
	require.Equal(t, "2 unread messages", p.Text("#unread"))
	p.Click("#read")
	require.Equal(t, "Inbox – Lively gallery", p.Title())
}
