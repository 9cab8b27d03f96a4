package signup

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestSignup(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Signup{} })
	f := p.Form("form").Fill("email", "ann")
	require.Equal(t, "Enter an email address.", p.Text("[role=alert]:not(:empty)"))
	f.Fill("email", "ann@example.com").Fill("password", "correct horse").Fill("age", "42").Choose("plan", "pro").Submit()
	require.Equal(t, "Accept the terms.", p.Text("[role=alert]:not(:empty)"))
	f.Check("terms").Submit()
	require.Equal(t, "There is an account with this address.", p.Text("[role=alert]:not(:empty)"))
	f.Fill("email", "bob@example.com").Submit()
	require.Equal(t, "Welcome, bob@example.com!", p.Text("[role=status]"))
}
