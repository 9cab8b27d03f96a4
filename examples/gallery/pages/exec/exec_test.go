package exec

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestGuests(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Guests{} })
	p.Click("#add")
	require.Zero(t, p.Count("#guests li"))
	p.Fill("#name", "Ann").Click("#add")
	require.Equal(t, []string{"Ann"}, p.Texts("#guests li"))
	require.Equal(t, "Another one?", p.Attr("#name", "placeholder"))
	p.Fill("#name", "Bob").Click("#add")
	require.Equal(t, []string{"Ann", "Bob"}, p.Texts("#guests li"))
}
