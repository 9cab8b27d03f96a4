package recovery

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestDesk(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Desk{} })
	p.Form("#message").Fill("subject", "Hello").Fill("secret", "1234")
	p.Click(`[name="parts[+]"]`)
	p.Form("#address").Fill("parts[0].text", "Via Roma 1")
	p.Fill("#filter", "x").Fill("#draft", "y")
	p.ExpectCrash().Click("#crash")
	require.Equal(t, "Hello", p.Form("#message").Value("subject"))
	require.Equal(t, "Via Roma 1", p.Form("#address").Value("parts[0].text"))
	require.Equal(t, []string{"x (recovered)", ""}, []string{p.Attr("#filter", "value"), p.Attr("#draft", "value")})
	p.Form("#message").Submit()
	require.Equal(t, `Sent "Hello" with a secret of 4 characters.`, p.Text("#sent"))
}
