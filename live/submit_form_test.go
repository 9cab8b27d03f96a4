package live_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// Credentials is the value of a login form.
type Credentials struct {
	User     string
	Password string `live:",secret"`
	Remember string
}

func (c Credentials) Validate() error {
	if c.User == "" {
		return live.Errors{"user": "Enter a name."}
	}
	return nil
}

// A loginView hands its form over to a POST of path. after is what its handler returns.
type loginView struct {
	stub
	form    live.Form[Credentials]
	path    string
	after   error
	handled int
	called  []error
}

func (v *loginView) Events() live.Events {
	return live.Events{live.OnForm(&v.form, v.login), live.On(v.click)}
}

type loginClick struct{}

func (v *loginView) click(s *live.Socket, _ loginClick) error {
	v.called = append(v.called, s.SubmitForm("/session"))
	return nil
}

func (v *loginView) Mount(s *live.Socket) error {
	v.called = append(v.called, s.SubmitForm("/session"))
	return nil
}

func (v *loginView) login(s *live.Socket, c Credentials) error {
	v.handled++
	if err := s.SubmitForm(v.path); err != nil {
		return err
	}
	return v.after
}

func (v *loginView) Render() templ.Component {
	user := v.form.Field("user")
	return templ.Join(templ.Raw(`<form id="f"`), templ.Raw(render(v.form.Bind())), templ.Raw(
		`><input name="user" value="`+user.Value+`"><i role="alert">`+user.Error+`</i><input name="password" type="password">`+
			`<button name="remember" value="no">Log in</button><button id="stay" name="remember" value="yes">Stay</button></form>`+
			`<button id="click"`), templ.Raw(render(live.Click(loginClick{}))), templ.Raw(`>x</button>`))
}

// sessionMux serves view at /, and a POST that sets a cookie at /session.
func sessionMux(view func() live.View, posts *[]string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return view() }))
	mux.HandleFunc("POST /session", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*posts = append(*posts, string(body))
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "s", HttpOnly: true})
		http.Redirect(w, r, "/welcome", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /welcome", func(w http.ResponseWriter, r *http.Request) {
		c, _ := r.Cookie("session")
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprintf(w, "<p>%s</p>", c)
	})
	return &live.Server{Handler: mux}
}

func TestSubmitForm_Posts(t *testing.T) {
	var posts []string
	v := &loginView{path: "/session"}
	p := livetest.Open(t, sessionMux(func() live.View { return v }, &posts))
	p.Form("#f").Submit()
	require.Equal(t, "Enter a name.", p.Text("[role=alert]"))
	require.Empty(t, posts, "data that is not valid")
	p.Form("#f").Fill("user", "ann").Fill("password", "a b&c").Submit("#stay")
	require.Equal(t, []string{"user=ann&password=a+b%26c&remember=yes"}, posts)
	require.Equal(t, "/welcome", p.URL())
	require.Equal(t, "session=s", p.Text("p"))
	require.Equal(t, 1, v.handled)
}

// A test of a view alone ends where the browser leaves the page.
func TestSubmitForm_Mount(t *testing.T) {
	v := &loginView{path: "/session?from=%2F"}
	p := livetest.Mount(t, func() live.View { return v })
	require.Equal(t, "/session?from=%2F", p.Form("#f").Fill("user", "ann").Submit().URL())
}

// A handler that returns an error has not accepted the form.
func TestSubmitForm_HandlerFails(t *testing.T) {
	for name, err := range map[string]error{"Errors": live.Errors{"user": "Taken."}, "other": errors.New("database")} {
		t.Run(name, func(t *testing.T) {
			var posts []string
			v := &loginView{path: "/session", after: err}
			p := livetest.Open(t, sessionMux(func() live.View { return v }, &posts))
			p.Form("#f").Fill("user", "ann").Submit()
			require.Empty(t, posts)
			require.Equal(t, "/", p.URL())
			v.after = nil
			p.Form("#f").Submit()
			require.Len(t, posts, 1)
		})
	}
}

func TestSubmitForm_ElsewhereIsAnError(t *testing.T) {
	v := &loginView{path: "https://example.org/"}
	p := livetest.Mount(t, func() live.View { return v })
	p.Click("#click")
	for _, err := range v.called {
		require.ErrorContains(t, err, "live: SubmitForm: no submit is being handled; call it in the handler of OnForm")
	}
	require.Len(t, v.called, 2)
	p.Form("#f").Fill("user", "ann").Submit()
	require.Equal(t, "/", p.URL(), "a path of another site is an error")
	v.path = "javascript:alert(1)"
	p.Form("#f").Submit()
	require.Equal(t, "/", p.URL())
}

// Neither a click after the submit nor a connection that is resumed submits the form again.
func TestSubmitForm_Once(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &loginView{path: "/session"}
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
		submit := wire.Event{URL: "live_test.Credentials", Form: &wire.Form{
			Kind: wire.Submit, Source: "remember", Data: wire.NewFields("user", "ann", "remember", "yes"),
		}}
		p.sendEvent(submit)
		require.Equal(t, "stale", p.outcome(p.sendEventAndWait(submit)))
		require.Equal(t, 1, v.handled)
		require.Equal(t, `["exec",[["submitForm","/session"]],0,1]`, p.effects()[0])
		require.Equal(t, 1, strings.Count(strings.Join(p.effects(), " "), "submitForm"))
		require.NoError(t, p.Abort())
		require.NoError(t, p.resume())
		synctest.Wait()
		require.Equal(t, 1, strings.Count(strings.Join(p.effects(), " "), "submitForm"))
	})
}
