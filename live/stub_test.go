package live_test

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// A stub is a view made of functions; those that are nil do nothing. It notes what happens to it.
type stub struct {
	mount, joined func(*live.Socket) error
	events        func() live.Events
	render        func() templ.Component

	mounts, joins, renders, unmounts int
}

func (v *stub) Mount(s *live.Socket) error {
	v.mounts++
	if v.mount == nil {
		return nil
	}
	return v.mount(s)
}

func (v *stub) Joined(s *live.Socket) error {
	v.joins++
	if v.joined == nil {
		return nil
	}
	return v.joined(s)
}

func (v *stub) Events() live.Events {
	if v.events == nil {
		return nil
	}
	return v.events()
}

func (v *stub) Render() templ.Component {
	v.renders++
	if v.render == nil {
		return markup("<p>stub</p>")
	}
	return v.render()
}

func (v *stub) Unmount() { v.unmounts++ }

// A reloading stub can fetch again what it lost.
type reloading struct {
	stub
	reloads int
	reload  func(*live.Socket) error
}

func (v *reloading) Reload(s *live.Socket) error {
	v.reloads++
	if v.reload == nil {
		return nil
	}
	return v.reload(s)
}

// markup is made of pieces: strings are markup, components and bindings are themselves, anything else is text.
func markup(pieces ...any) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) (err error) {
		ctx = templ.InitializeContext(ctx) // as generated code does
		for _, p := range pieces {
			switch p := p.(type) {
			case string:
				_, err = io.WriteString(w, p)
			case templ.Component:
				err = p.Render(ctx, w)
			case live.Attr:
				err = templ.RenderAttributes(ctx, w, p)
			default: // quotes too: it may stand in an attribute
				_, err = io.WriteString(w, html.EscapeString(fmt.Sprint(p)))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// button is one that asks for an event; its text is its class, too.
func button(text string, e any) templ.Component {
	return markup(`<button class="`, text, `"`, live.Click(e), `>`, text, `</button>`)
}

// What the stubs' buttons ask for.
type (
	tap  struct{ ID int }
	tip  struct{}
	flip struct{}
	drop struct{ ID int }
)

// on is a table of one handler.
func on[T any](fn func(T)) func() live.Events {
	return func() live.Events { return live.Events{handle(fn)} }
}

func handle[T any](fn func(T)) live.EventHandler {
	return live.On(func(_ *live.Socket, e T) error { fn(e); return nil })
}

// failing is a piece of a page that cannot be rendered.
type failing struct{}

func (failing) Render(context.Context, io.Writer) error { return errors.New("out of paper") }

// panicking is one that panics.
type panicking struct{}

func (panicking) Render(context.Context, io.Writer) error { panic("out of paper") }

// failure is what the development page says about a view that cannot be shown.
func failure(t *testing.T, v live.View) string {
	t.Helper()
	return failureAt(t, v, "/")
}

func failureAt(t *testing.T, v live.View, url string) string {
	t.Helper()
	srv := &live.Server{Handler: live.Page(one(v)), Dev: true, Log: slog.New(slog.DiscardHandler)}
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, httptest.NewRequest("GET", url, nil))
	require.NoError(t, srv.Shutdown(t.Context())) // until it is unmounted
	require.Equal(t, http.StatusInternalServerError, w.Code, w.Body)
	return html.UnescapeString(w.Body.String())
}
