package livetest_test

import (
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
)

// A diary is the page of one user.
type diary struct {
	user  string
	saved *[]string // notes of all users
	note  string
}

type (
	diaryNote struct{ Text string }
	diarySave struct{}
)

func (v *diary) Events() live.Events {
	return live.Events{
		live.On(func(_ *live.Socket, e diaryNote) error { v.note = e.Text; return nil }),
		live.On(func(*live.Socket, diarySave) error { *v.saved = append(*v.saved, v.user+": "+v.note); return nil }),
	}
}

func (v *diary) Render() templ.Component {
	return templ.Raw(`<h1>` + v.user + `</h1><p>` + v.note + `</p>` +
		`<form live-change="livetest_test.diaryNote"><input name="text"></form><button live-click="livetest_test.diarySave">save</button>`)
}

// diaries returns an application in which a GET of /login/{user} logs in.
func diaries(bus pubsub.Bus, saved *[]string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(r *http.Request) live.View { return &diary{user: diaryUser(r), saved: saved} }))
	mux.HandleFunc("GET /login/{user}", func(w http.ResponseWriter, r *http.Request) {
		old := diaryUser(r)
		http.SetCookie(w, &http.Cookie{Name: "user", Value: r.PathValue("user"), Path: "/"})
		if old != "" {
			if err := live.Disconnect(r.Context(), bus, old); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	return &live.Server{Handler: mux, Identity: diaryUser, Bus: bus}
}

func diaryUser(r *http.Request) string {
	c, err := r.Cookie("user")
	if err != nil {
		return ""
	}
	return c.Value
}

// Bob logs in with Ann's browser while her tab is offline. When it connects again, it shows his page,
// and nothing that she had entered.
func TestPage_OtherUser(t *testing.T) {
	var saved []string
	p := livetest.Open(t, diaries(new(pubsub.Local), &saved), "/login/ann")
	p.Fill("[name=text]", "secret")
	require.Equal(t, "secret", p.Text("p"))
	p.Disconnect()
	p.Fill("[name=text]", "another secret").Click("button")
	p.Tab("/login/bob")
	p.Resume()
	require.Equal(t, []string{"bob", "", ""}, []string{p.Text("h1"), p.Text("p"), p.Form("form").Value("text")})
	p.Click("button")
	require.Equal(t, []string{"bob: "}, saved, "no event of Ann ran")
}

// The same while the tab is connected: Disconnect makes it connect again.
func TestPage_OtherUserWhileConnected(t *testing.T) {
	var saved []string
	p := livetest.Open(t, diaries(new(pubsub.Local), &saved), "/login/ann")
	p.Fill("[name=text]", "secret")
	p.Tab("/login/bob")
	p.Settle()
	require.Equal(t, []string{"bob", "", ""}, []string{p.Text("h1"), p.Text("p"), p.Form("form").Value("text")})
}

// The same user logs in again: what the user has entered is kept.
func TestPage_SameUserLogsInAgain(t *testing.T) {
	var saved []string
	p := livetest.Open(t, diaries(new(pubsub.Local), &saved), "/login/ann")
	p.Fill("[name=text]", "note")
	p.Tab("/login/ann")
	p.Settle()
	require.Equal(t, []string{"ann", "note", "note"}, []string{p.Text("h1"), p.Text("p"), p.Form("form").Value("text")})
	p.Click("button")
	require.Equal(t, []string{"ann: note"}, saved)
}
