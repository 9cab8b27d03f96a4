package confirm

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

func TestConfirm(t *testing.T) {
	p := livetest.Mount(t, New)
	p.Click("button[aria-label='Archive Atlas']") // accepts the question
	require.Equal(t, "Archived: Atlas.", p.Text("#status"))
	p.Click("button[aria-label='Delete Comet']")
	require.Equal(t, 1, p.Count("#projects li"))
}
