package signup

import (
	"context"
	"testing"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"

	"github.com/stretchr/testify/require"
)

// taken is a Store in which each email address is taken.
type taken struct{}

func (taken) Create(_ context.Context, a Account) error {
	return live.Errors{"email": "is taken"}
}

func TestSignup(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Signup{Store: taken{}} })
	f := p.Form("form").Fill("email", "ann")
	require.Equal(t, []string{"must be an email address"}, p.Texts("[role=alert]")) // an untouched field shows no error

	f.Fill("email", "ann@example.com").Fill("password", "correct horse").Fill("age", "1e30").Submit()
	require.Equal(t, []string{"is too large"}, p.Texts("[role=alert]"))

	f.Fill("age", "42").Submit()
	require.Equal(t, []string{"is taken"}, p.Texts("[role=alert]"))
}
