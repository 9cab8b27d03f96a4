package flash

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestTrash(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Trash{Files: 2} })
	p.Click("#fail")
	require.Equal(t, "Saving failed. Try again.", p.Flash(live.FlashError))
	p.Click("#save")
	require.Empty(t, p.Flashes(live.FlashError))
	require.Equal(t, "Saved.", p.Flash(live.FlashSuccess))
	p.Click("#delete")
	require.Equal(t, "1 files", p.Text("#files"))
	p.ClickFlash("Undo")
	require.Equal(t, "2 files", p.Text("#files"))
	require.Equal(t, "The disk is almost full.", p.Click("#check").Flash(live.FlashWarning))
	require.Equal(t, "/title", p.Click("#empty").URL())
}
