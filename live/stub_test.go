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
	templruntime "github.com/a-h/templ/runtime"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// A stub is a view without Reload that calls its function fields; nil fields do nothing. It counts
// the calls.
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

// A reloading stub has Reload.
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

// markup returns a component made of pieces: strings are markup, components and attributes are
// rendered, and anything else is escaped text.
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
				err = templruntime.RenderAttributes(ctx, w, w, "div", p)
			default: // quotes are escaped as well: the text may be in an attribute
				_, err = io.WriteString(w, html.EscapeString(fmt.Sprint(p)))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// button returns a button that sends event e. Its text is also its class.
func button(text string, e any) templ.Component {
	return markup(`<button class="`, text, `"`, live.Click(e), `>`, text, `</button>`)
}

// Events of the buttons.
type (
	tap    struct{ ID int }
	click  struct{}
	toggle struct{}
	remove struct{ ID int }
)

// on returns the Events method of a view with one handler.
func on[T any](fn func(T)) func() live.Events {
	return func() live.Events { return live.Events{handle(fn)} }
}

// handle returns a handler that calls fn.
func handle[T any](fn func(T)) live.EventHandler {
	return live.On(func(_ *live.Socket, e T) error { fn(e); return nil })
}

// failingComponent returns an error from Render.
type failingComponent struct{}

func (failingComponent) Render(context.Context, io.Writer) error { return errors.New("test error") }

// panickingComponent panics in Render.
type panickingComponent struct{}

func (panickingComponent) Render(context.Context, io.Writer) error { panic("test error") }

// renderError returns the text of the development error page for a view that cannot be rendered.
func renderError(t *testing.T, v live.View) string {
	t.Helper()
	return renderErrorAt(t, v, "/")
}

func renderErrorAt(t *testing.T, v live.View, url string) string {
	t.Helper()
	srv := &live.Server{Handler: live.Page(factoryOf(v)), Dev: true, Log: slog.New(slog.DiscardHandler)}
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, httptest.NewRequest("GET", url, nil))
	require.NoError(t, srv.Shutdown(t.Context())) // waits for Unmount
	require.Equal(t, http.StatusInternalServerError, w.Code, w.Body)
	return html.UnescapeString(w.Body.String())
}
