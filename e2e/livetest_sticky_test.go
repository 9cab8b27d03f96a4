package e2e_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A lampView counts clicks, and may contain a nested lamp.
type lampView struct {
	name  string
	inner string // name of the nested lamp; "" means none
	n     int
}

type (
	lampOn    struct{}
	lampBreak struct{}
)

func (v *lampView) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, lampOn) error { v.n++; return nil }),
		live.On(func(*live.Socket, lampBreak) error { panic("the test breaks the lamp") }),
	}
}

func (v *lampView) Render() templ.Component {
	lamp := templ.Raw(fmt.Sprintf(`<b id="%[1]s">%[2]d</b><button type="button" id="on-%[1]s" live-click="e2e_test.lampOn">On</button>
		<button type="button" id="break-%[1]s" live-click="e2e_test.lampBreak">Break</button>`, v.name, v.n))
	if v.inner == "" {
		return lamp
	}
	return templ.Join(lamp, live.Nested("inner", v.inner, func(name string) live.View { return &lampView{name: name} }))
}

// lampServer returns a server with a page, a nested view in it, a sticky view, and a nested view in that.
func lampServer() http.Handler {
	return &live.Server{
		Handler: live.Page(func(*http.Request) live.View { return &lampView{name: "page", inner: "nested"} }),
		Dev:     true, Log: slog.New(slog.DiscardHandler), EventRate: 1e6, EventBurst: 1e6,
		Layout: func(d live.Document) templ.Component {
			return templ.Join(templ.Raw("<!doctype html><html lang=en><head>"), d.Head, templ.Raw("</head><body>"), d.Root,
				live.Sticky("lamp", func() live.View { return &lampView{name: "sticky", inner: "deep"} }), templ.Raw("</body></html>"))
		},
	}
}

// lamps are the views of lampServer, each with those that are mounted again if it ends.
var lamps = map[string][]string{"page": {"page", "nested"}, "nested": {"nested"}, "sticky": {"sticky", "deep"}, "deep": {"deep"}}

// Each view can be let crash and be killed, in memory and in a browser, with and without a connection. The others
// keep their state, and all of them when the connection is lost.
func TestBrowser_CrashAndKill(t *testing.T) {
	t.Parallel()
	actions := map[string]func(p *livetest.Page, name string){
		"crash": func(p *livetest.Page, name string) {
			if name == "page" {
				p.Crash()
				return
			}
			p.Nested("#" + name).Crash()
		},
		"panicking handler": func(p *livetest.Page, name string) {
			if name == "page" {
				p.ExpectCrash()
			} else {
				p.Nested("#" + name).ExpectCrash()
			}
			p.Click("#break-" + name)
		},
		"kill": func(p *livetest.Page, name string) {
			if name == "page" {
				p.KillSession()
				return
			}
			p.Nested("#" + name).KillSession()
		},
		"kill while disconnected": func(p *livetest.Page, name string) {
			p.Disconnect()
			if name == "page" {
				p.KillSession()
			} else {
				p.Nested("#" + name).KillSession()
			}
			p.Resume()
		},
	}
	script := func(t *testing.T, p *livetest.Page, act func(p *livetest.Page, name string), wait func()) {
		loses := act == nil
		want := map[string]int{}
		for _, name := range []string{"nested", "deep", "sticky", "page"} {
			for n := range lamps {
				p.Click("#on-" + n)
				want[n]++
			}
			if loses {
				p.Disconnect().Resume().DropFrames(1).Click("#on-" + name)
				want[name]++
			} else {
				act(p, name)
				for _, n := range lamps[name] {
					want[n] = 0
				}
				for name != "page" && p.Nested("#"+name).HasCrashed() {
					if name == "sticky" {
						p.Disconnect().Resume()
					} else {
						wait()
					}
				}
			}
			for n := range lamps {
				require.Equal(t, fmt.Sprint(want[n]), p.Text("#"+n), "%s after the session of %s", n, name)
			}
		}
	}
	actions["lose"] = nil
	for name, act := range actions {
		t.Run("memory "+name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := livetest.Open(t, lampServer())
				script(t, p, act, func() { time.Sleep(time.Second); p.Settle() })
			})
		})
		t.Run("browser "+name, func(t *testing.T) {
			p := livetest.Browser(t, e2e.NewDriver(t), lampServer())
			script(t, p, act, func() { p.Settle() })
		})
	}
}
