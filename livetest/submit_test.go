package livetest_test

import (
	"fmt"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// desk is a form with several submit buttons; it shows which one was used.
type desk struct {
	live.Form[letter]
	done string
}

type letter struct{ Save, Send string }

func (v *desk) Events() live.Events {
	return live.Events{live.OnForm(&v.Form, func(_ *live.Socket, l letter) error {
		v.done = fmt.Sprintf("save=%s send=%s", l.Save, l.Send)
		return nil
	})}
}

func (v *desk) Render() templ.Component {
	return templ.Raw(`<form live-submit="livetest_test.letter"><button name="save" value="1">Save</button>` +
		`<button id="now" name="send" value="now">Now</button><button name="send" value="later">Later</button>` +
		`<button id="off" disabled>Off</button></form><button id="out">Out</button><output>` + v.done + `</output>`)
}

func openDesk(t testing.TB) *livetest.Page {
	return livetest.Mount(t, func() live.View { return &desk{} })
}

// Enter takes the first button; a name or a selector takes another, and only of this form.
func TestSubmitBy(t *testing.T) {
	p := openDesk(t)
	require.Equal(t, "save=1 send=", p.Form("form").Submit().Text("output"))
	require.Equal(t, "save= send=later", p.Form("form").Submit("[value=later]").Text("output"))
	require.Equal(t, "save=1 send=", p.Form("form").Submit("save").Text("output"))

	for by, want := range map[string]string{
		"send": `Submit("send") of the form "form": 2 of its submit buttons match, want one of`,
		"#out": `Submit("#out") of the form "form": 0 of its submit buttons match, want one of`,
		"#off": `Submit of the form "form": its button is disabled`,
		"li[":  `selector "li["`,
	} {
		require.Contains(t, failure(t, func(t testing.TB) { openDesk(t).Form("form").Submit(by) }), want)
	}
	require.Contains(t, failure(t, func(t testing.TB) { openDesk(t).Form("form").Submit("save", "send") }), "one button submits a form")
}
