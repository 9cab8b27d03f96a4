package chart

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestSales(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Sales{} })
	require.Equal(t, "[3 5 4 6]", p.Text("#chart"))
	p.Click("#sell")
	require.Equal(t, "[3 5 4 7]", p.Attr("#chart", "data-values"))
	require.Equal(t, "[3 5 4 6]", p.Text("#chart"), "the content belongs to the script")
}
