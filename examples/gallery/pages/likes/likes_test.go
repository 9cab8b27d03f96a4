package likes

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestLike(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, New)
		p.Disconnect().Click("#post-0 button")
		require.True(t, p.Has("#post-0 [aria-pressed=true]"))
		require.Equal(t, "7 likes", p.Text("#post-0 .count"))
		require.Equal(t, "8 likes", p.Resume().Text("#post-0 .count"))
		require.True(t, p.Has("#post-0 [aria-pressed=true]"))
		p.Click("#post-0 button")
		require.True(t, p.Has("#post-0 [aria-pressed=false]"))
		require.Equal(t, "7 likes", p.Text("#post-0 .count"))
	})
}

func TestLike_Refused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, New)
		p.Disconnect().Click("#post-1 button")
		require.True(t, p.Has("#post-1 [aria-pressed=true]"))
		p.Resume()
		require.True(t, p.Has("#post-1 [aria-pressed=false]"))
		require.Equal(t, "2 likes", p.Text("#post-1 .count"))
		require.Equal(t, []string{"This post cannot be liked any more."}, p.Flashes(live.FlashError))
	})
}
