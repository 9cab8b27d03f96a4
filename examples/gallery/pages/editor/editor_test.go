package editor

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

func TestEditor(t *testing.T) {
	p := livetest.Mount(t, New)
	p.Click("#save")
	require.Equal(t, "Saved a program of 9 lines.", p.Text("#status"))
	p.Click("#format")
	require.True(t, p.Has("#program textarea:contains('\t\tfmt.Println')"))
	p.Fill("#program textarea", "package main\n\nfunc (").Click("#save")
	require.Contains(t, p.Text("#code-error"), "Line 3: ")
	require.Equal(t, "Saved a program of 9 lines.", p.Text("#status"))
}
