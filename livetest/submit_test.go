package livetest_test

import (
	"fmt"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A letterView is a form with several submit buttons. It shows which one was used.
type letterView struct {
	live.Form[letter]
	done string
}

type letter struct{ Save, Send string }

func (v *letterView) Events() live.Events {
	return live.Events{live.OnForm(&v.Form, func(_ *live.Socket, l letter) error {
		v.done = fmt.Sprintf("save=%s send=%s", l.Save, l.Send)
		return nil
	})}
}

func (v *letterView) Render() templ.Component {
	return templ.Raw(`<form live-submit="livetest_test.letter"><button name="save" value="1">Save</button>` +
		`<button id="now" name="send" value="now">Now</button><button name="send" value="later">Later</button>` +
		`<button id="off" disabled>Off</button></form><button id="out">Out</button><output>` + v.done + `</output>`)
}

func mountLetterView(t testing.TB) *livetest.Page {
	return livetest.Mount(t, func() live.View { return &letterView{} })
}

// Submit uses the first button of the form, or the one that its argument selects by name or by a
// selector.
func TestSubmit_Button(t *testing.T) {
	p := mountLetterView(t)
	require.Equal(t, "save=1 send=", p.Form("form").Submit().Text("output"))
	require.Equal(t, "save= send=later", p.Form("form").Submit("[value=later]").Text("output"))
	require.Equal(t, "save=1 send=", p.Form("form").Submit("save").Text("output"))

	for by, want := range map[string]string{
		"send": `Submit("send") of form "form": 2 submit buttons match, want one of`,
		"#out": `Submit("#out") of form "form": 0 submit buttons match, want one of`,
		"#off": `Submit("#off") of form "form": the submit button is disabled`,
		"li[":  `invalid selector "li["`,
	} {
		require.Contains(t, failure(t, func(t testing.TB) { mountLetterView(t).Form("form").Submit(by) }), want)
	}
	require.Contains(t, failure(t, func(t testing.TB) { mountLetterView(t).Form("form").Submit("save", "send") }), "want at most one button")
}
