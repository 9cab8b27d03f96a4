package leaving

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

func TestList(t *testing.T) {
	p := livetest.Mount(t, New)
	p.Click("#add").Click("#item-2 button")
	require.Equal(t, "3 items", p.Text("#count"))
	require.True(t, p.Has("#item-1") && p.Has("#item-3") && p.Has("#item-4"))
	p.Click("#clear").Click("#add")
	require.True(t, p.Has("#item-5:only-child"), "numbers are not used again")
}
