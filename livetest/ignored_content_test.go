package livetest_test

import (
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A drawing is a page with an element that belongs to scripts. Each click changes it.
type drawing struct {
	n       int
	removed bool
}

type (
	draw  struct{}
	erase struct{}
)

func (v *drawing) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, draw) error { v.n++; v.removed = false; return nil }),
		live.On(func(*live.Socket, erase) error { v.removed = true; return nil }),
	}
}

func (v *drawing) Render() templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		if !v.removed {
			fmt.Fprintf(w, `<div id="chart" live-update="ignore" data-n="%d"><b live-click="livetest_test.draw">drawn %[1]d</b></div>`, v.n)
		}
		_, err := fmt.Fprintf(w, `<button id="draw" live-click="livetest_test.draw">d</button><button id="erase" live-click="livetest_test.erase">r</button><p>%d</p>`, v.n)
		return err
	})
}

// A test reads the content of an ignored element as it was rendered when the element appeared.
func TestIgnoredContent_InTests(t *testing.T) {
	for name, reconnect := range map[string]func(p *livetest.Page){
		"restart":   func(p *livetest.Page) { p.RestartServer() },
		"connected": func(*livetest.Page) {},
		"resume":    func(p *livetest.Page) { p.Disconnect().Resume() },
		"remount":   func(p *livetest.Page) { p.KillSession() },
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			p := livetest.Mount(t, func() live.View { return &drawing{n: n} })
			require.Equal(t, "drawn 0", p.Text("#chart"))
			n = 1
			p.Click("#draw")
			reconnect(p)
			require.Equal(t, "drawn 0", p.Text("#chart"))
			require.Equal(t, "1", p.Attr("#chart", "data-n"))
			require.Equal(t, "1", p.Text("p"))
			p.Click("#chart b")
			require.Equal(t, "drawn 0", p.Text("#chart"))
			require.Equal(t, "2", p.Text("p"))

			p.Click("#erase").Click("#draw")
			require.Equal(t, "drawn 3", p.Text("#chart"))
			p.Click("#draw")
			require.Equal(t, "drawn 3", p.Text("#chart"))
		})
	}
}
