package live_test

import (
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// A breakView shows a text where a parser drops a leading line break.
type breakView struct{ shown, next string }

type showNext struct{}

func (v *breakView) Events() live.Events {
	return live.Events{live.On(func(*live.Socket, showNext) error {
		v.shown = v.next
		return nil
	})}
}

func (v *breakView) Render() templ.Component {
	return markup(`<textarea>`, text(v.shown), `</textarea><pre>`, text(v.shown), `</pre>`, button("next", showNext{}))
}

// A parser drops a line break at the start of a textarea or pre. Values keep it: in the first document, in
// patches, and in full HTML.
func TestRender_KeepsLeadingLineBreaks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		view := &breakView{shown: "\n\none"}
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(view)), Dev: true}, nil)
		p := a.browser().open("/")
		require.Contains(t, p.html(), "<textarea>\n\none</textarea><pre>\n\none</pre>")
		for _, s := range []string{"\ntwo", "three", "\n", "\r\nfour"} {
			view.next = s
			p.sendAndWait("live_test.showNext")
			if s[0] == '\r' {
				s = s[1:] // the line breaks of a document are line feeds
			}
			require.Contains(t, p.html(), "<textarea>"+s+"</textarea><pre>"+s+"</pre>")
		}
		require.NotContains(t, a.log.String(), "level=ERROR")
	})
}
