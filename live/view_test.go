package live_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// The status of the GET depends on the factory, Mount and Render.
func TestPage_GETStatus(t *testing.T) {
	mounting := func(err error) live.View { return &stub{mount: func(*live.Socket) error { return err }} }
	redirecting := func(to string) live.View {
		return &stub{mount: func(s *live.Socket) error { return s.Redirect(to) }}
	}
	for name, c := range map[string]struct {
		view     live.View
		status   int
		location string
	}{
		"view":                     {&stub{}, 200, ""},
		"nil view":                 {nil, 404, ""},
		"ErrNotFound":              {mounting(live.ErrNotFound), 404, ""},
		"wrapped ErrNotFound":      {mounting(errors.Join(errors.New("no row"), live.ErrNotFound)), 404, ""},
		"redirect":                 {redirecting("/login?next=%2F"), 303, "/login?next=%2F"},
		"redirect to another site": {redirecting("https://login.example/"), 303, "https://login.example/"},
		"invalid redirect":         {redirecting("//evil.example"), 500, ""},
		"Mount error":              {mounting(errors.New("disk sda1 is full")), 500, ""},
		"panic":                    {&stub{mount: func(*live.Socket) error { panic("disk sda1 is full") }}, 500, ""},
		"Render error":             {&stub{render: func() templ.Component { return failingComponent{} }}, 500, ""},
	} {
		t.Run(name, func(t *testing.T) {
			srv := &live.Server{Handler: live.Page(factoryOf(c.view)), Log: slog.New(slog.DiscardHandler)}
			w := httptest.NewRecorder()
			srv.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
			require.Equal(t, c.status, w.Code)
			require.Equal(t, c.location, w.Header().Get("Location"))
			require.NotContains(t, w.Body.String(), "sda1")
			if c.status == 500 {
				require.Contains(t, w.Body.String(), "Something went wrong")
				require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
			}
			require.NoError(t, srv.Shutdown(t.Context()))
			if v, ok := c.view.(*stub); ok {
				mounted := v.mount == nil || c.location != ""
				require.Equal(t, mounted, v.unmounts == 1, "Unmount is the last call if Mount returned nil")
			}
		})
	}
}

func TestView_MustBePointerToStruct(t *testing.T) {
	require.Contains(t, renderError(t, structView{}), `live: view type live_test.structView must be a pointer to a struct`)
	require.Contains(t, renderError(t, (*stub)(nil)), `live: view is a nil *live_test.stub`)
	require.Contains(t, renderError(t, mapView{}), `view type live_test.mapView must be a pointer to a struct`)
	require.Contains(t, renderError(t, &stub{render: func() templ.Component {
		return live.Component("child", structView{})
	}}), `view type live_test.structView must be a pointer to a struct`)
}

type structView struct{}

func (structView) Render() templ.Component { return markup() }

type mapView map[string]int

func (mapView) Render() templ.Component { return markup() }

// A method with the name but not the signature of an optional method panics at every mount.
func TestView_InvalidMethodsPanic(t *testing.T) {
	for want, v := range map[string]live.View{
		`live: method Mount of *live_test.badMount has signature func(); want func(*live.Socket) error`:                           &badMount{},
		`live: method Joined of *live_test.badJoined has signature func(*live.Socket); want func(*live.Socket) error`:             &badJoined{},
		`live: method Events of *live_test.badEvents has signature func() []live.EventHandler; want func() live.Events`:           &badEvents{},
		`live: method Reload of *live_test.badReload has signature func(context.Context) error; want func(*live.Socket)`:          &badReload{},
		`live: method Title of *live_test.badTitle has signature func(*live.Socket) string; want func() string`:                   &badTitle{},
		`live: method Unmount of *live_test.badUnmount has signature func(*live.Socket); want func()`:                             &badUnmount{},
		`live: method Mount of *live_test.twoMounts is promoted from both *live_test.stub and *live_test.serialView, so`:          &twoMounts{&stub{}, &serialView{}},
		`live: method Unmount of *live_test.twoUnmounts is promoted from both *live_test.stub and *live_test.unmountRecorder, so`: &twoUnmounts{&stub{}, &unmountRecorder{}},
		`live: duplicate event "live_test.tap" in Events of *live_test.eventTwice`:                                                &eventTwice{},
		`live: duplicate OnParams in Events of *live_test.paramsTwice`:                                                            &paramsTwice{},
	} {
		require.Contains(t, renderError(t, v), want)
		require.Contains(t, renderError(t, v), want, "the second mount, too")
	}
}

type renderOnly struct{}

func (*renderOnly) Render() templ.Component { return markup(`<p></p>`) }

type (
	badMount   struct{ renderOnly }
	badJoined  struct{ renderOnly }
	badEvents  struct{ renderOnly }
	badReload  struct{ renderOnly }
	badTitle   struct{ renderOnly }
	badUnmount struct{ renderOnly }
	eventTwice struct{ renderOnly }

	paramsTwice struct{ renderOnly }
)

func (*badMount) Mount()                        {}
func (*badJoined) Joined(*live.Socket)          {}
func (*badEvents) Events() []live.EventHandler  { return nil }
func (*badReload) Reload(context.Context) error { return nil }
func (*badTitle) Title(*live.Socket) string     { return "" }
func (*badUnmount) Unmount(*live.Socket)        {}

func (*eventTwice) Events() live.Events {
	return live.Events{handle(func(tap) {}), handle(func(tap) {})}
}

func (*paramsTwice) Events() live.Events {
	load := live.OnParams(func(*live.Socket, search) error { return nil })
	return live.Events{load, load}
}

// Two embedded views provide the same methods, so Go promotes neither.
type twoMounts struct {
	*stub
	*serialView
}

func (*twoMounts) Render() templ.Component { return markup(`<p></p>`) }

type twoUnmounts struct {
	*stub
	*unmountRecorder
}

// A view that declares the methods itself may embed views that have them.
func TestView_OverridesEmbeddedMethods(t *testing.T) {
	v := &both{}
	p := livetest.Mount(t, func() live.View { return v })
	require.Equal(t, "both", p.Text("p"))
	require.Equal(t, []int{1, 1}, []int{v.stub.mounts, v.row.mounts})
}

type both struct {
	stub
	row
}

func (v *both) Mount(s *live.Socket) error { return errors.Join(v.stub.Mount(s), v.row.Mount(s)) }
func (v *both) Joined(*live.Socket) error  { return nil }
func (v *both) Events() live.Events        { return nil }
func (v *both) Unmount()                   {}
func (v *both) Render() templ.Component    { return markup(`<p>both</p>`) }

func TestPage_NilFactory(t *testing.T) {
	require.PanicsWithValue(t, "live: Page: factory is nil", func() { live.Page(nil) })
}

func TestPage_MethodNotAllowed(t *testing.T) {
	v := &stub{}
	srv := &live.Server{Handler: live.Page(factoryOf(v))}
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, httptest.NewRequest("POST", "/", nil))
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
	require.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
	require.Zero(t, v.mounts)
}
