package connection

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestPage(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Page{} })
	require.Equal(t, "0 clicks, 1 connections", p.Text("#count"))
	require.True(t, p.Has("#offline[hidden]"))
	p.Disconnect()
	require.True(t, p.Has("#box.connection-offline") && p.Has("#pay[disabled]"))
	require.False(t, p.Has("#offline[hidden]"))
	p.Click("#click").Click("#click")
	require.Equal(t, "0 clicks, 1 connections", p.Text("#count"))
	p.Resume()
	require.Equal(t, "2 clicks, 2 connections", p.Text("#count"))
	require.False(t, p.Has("#box.connection-offline") || p.Has("#pay[disabled]"))
	require.True(t, p.Has("#offline[hidden]"))
}
