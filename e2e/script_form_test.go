package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// A form shows errors, keeps the input when it is rejected, and navigates when it is accepted.
func TestScript_Form(t *testing.T) {
	t.Parallel()
	app := func() http.Handler {
		srv := newServer(viewFunc(func() *views.Signup { return &views.Signup{Journal: new(views.Journal)} }))
		srv.Handler.(*http.ServeMux).HandleFunc("GET /welcome", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<!doctype html><title>welcome</title><h1>welcome</h1>"))
		})
		return srv
	}
	runScript(t, app, func(t *testing.T, open openFunc) {
		p := open("/")
		f := p.Form("form").Fill("email", "nn")
		require.Equal(t, []string{"must be an email address"}, p.Texts("[role=alert]"), "an untouched field shows no error")
		f.Fill("email", "taken@example.com").Fill("password", "correct horse").Fill("age", "42").Check("newsletter").Submit()
		require.Equal(t, []string{"is taken"}, p.Texts("[role=alert]"))
		require.Equal(t, []string{"correct horse", "42", "true"}, []string{f.Value("password"), f.Value("age"), f.Value("newsletter")})
		require.Equal(t, "true", p.Attr("#account-email", "aria-invalid"))
		f.Uncheck("newsletter").Fill("email", "ann@example.com")
		require.Equal(t, "", f.Value("newsletter"))
		require.Empty(t, p.Texts("[role=alert]"))
		f.Submit("button")
		require.Equal(t, []string{"/welcome", "welcome", "welcome"}, []string{p.URL(), p.Title(), p.Text("h1")})
	})
}
