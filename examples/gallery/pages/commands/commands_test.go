package commands

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestCommands(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Commands{} })
	p.Click("#toggle")
	require.Equal(t, "true", p.Attr("#toggle", "aria-expanded"))
	require.False(t, p.Has("#details[hidden]"))
	p.Click("#toggle")
	require.True(t, p.Has("#details[hidden]"))

	p.Disconnect().Click("#open")
	require.False(t, p.Has("#editor[hidden]"))
	p.Key("#name", "Escape")
	require.True(t, p.Has("#editor[hidden]"))
	p.Resume()

	p.Click("#mark").Click("#shake").Click("#copy")
	require.True(t, p.Has("#address.commands-mark"))
	require.Equal(t, "Copied 1 times", p.Text("#copies"))
}
