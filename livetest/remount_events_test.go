package livetest_test

import (
	"context"
	"html"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"
	templruntime "github.com/a-h/templ/runtime"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A capitals view shows what the user types in capital letters.
type capitals struct{ text string }

type typed struct{ Value string }

func (v *capitals) Events() live.Events {
	return live.Events{live.On(func(_ *live.Socket, e typed) error {
		v.text = strings.ToUpper(e.Value)
		return nil
	})}
}

func (v *capitals) Render() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		_, _ = io.WriteString(w, `<form><input name="value"`)
		_ = templruntime.RenderAttributes(ctx, w, w, "input", live.Change(typed{}))
		_, err := io.WriteString(w, ` value="`+html.EscapeString(v.text)+`"></form>`)
		return err
	})
}

// After a remount, too, the page shows the server's text once it has applied an event that had waited.
func TestRemount_EventThatWaitedIsApplied(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &capitals{} })
	text := func(p *livetest.Page) string { return p.Form("form").Value("value") }
	require.Equal(t, "AB", text(p.Fill("input", "ab")))
	require.Equal(t, "CD", text(p.Disconnect().Fill("input", "cd").Resume()))
	require.Equal(t, "EF", text(p.Disconnect().Fill("input", "ef").KillSession().Resume()))
}
