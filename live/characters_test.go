package live_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// badText contains NUL, invalid UTF-8, an encoded surrogate, CR, a noncharacter and a control character.
const (
	badText   = "a\x00b\xffc\xed\xa0\x80d\re\ufffef\x01"
	shownText = "a\ufffdb\ufffdc\ufffdd\ne\ufffef\x01"
)

// A textView shows a text, in every place where a view may have one.
type textView struct{ text string }

func (v *textView) Title() string { return "title " + v.text }

func (v *textView) Events() live.Events {
	return live.Events{live.On(func(s *live.Socket, e textSet) error {
		v.text = e.Text
		if v.text == "" {
			v.text = badText
		}
		s.Flash(live.FlashInfo, v.text)
		if err := s.Reply(json.RawMessage("\"x\xffy\"")); err != nil {
			return err
		}
		return s.Push("text", map[string]any{"text": v.text, "raw": json.RawMessage("\"x\xffy\"")})
	})}
}

type textSet struct{ Text string }

func (v *textView) Render() templ.Component {
	return markup(`<p title="`, text(v.text), `">`, text(v.text), `</p><textarea>`, text(v.text), `</textarea>`, button("set", textSet{}))
}

type text string

// The page renders whatever characters the data of the application contain, without being normalized. The
// log names the view once.
func TestRender_InvalidCharactersAreReplaced(t *testing.T) {
	for name, dev := range map[string]bool{"development": true, "production": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				first := &textView{text: badText}
				a := serve(t, &live.Server{Handler: pageMux(factoryOf(first)), Dev: dev}, nil)
				p := a.browser().open("/")
				want := `<p title="` + shownText + `">` + shownText + `</p><textarea>` + shownText + `</textarea>`
				require.Contains(t, p.html(), want)
				for range 3 {
					first.text += "!"
					p.sendAndWait("live_test.textSet")
				}
				require.Contains(t, p.html(), want)
				for _, e := range p.effects() {
					require.True(t, utf8.ValidString(e), "%q", e)
					require.NotContains(t, e, "diff: ")
				}
				require.Equal(t, 1, strings.Count(a.log.String(), "live: invalid characters"), a.log.String())
				require.Contains(t, a.log.String(), "view=*live_test.textView")
				require.NotContains(t, a.log.String(), "normalized on every render")
			})
		})
	}
}

// A second page of the same view logs nothing.
func TestRender_InvalidCharactersAreLoggedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(&textView{text: badText})), Dev: true}, nil)
		a.browser().get("/")
		a.browser().get("/")
		require.Equal(t, 1, strings.Count(a.log.String(), "live: invalid characters"), a.log.String())
	})
}

// Data with characters of every kind also reaches the view, the title, flash messages and pushes.
func TestEvent_InvalidCharacters(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &textView{text: "x"} })
	p.Click("button")
	require.Equal(t, shownText, p.Attr("p", "title"))
	require.Equal(t, strings.ToValidUTF8(badText, "\ufffd"), p.Flash(live.FlashInfo))
	title := strings.ReplaceAll(strings.ToValidUTF8(badText, "\ufffd"), "\r", " ") // as in document.title
	require.Equal(t, "title "+title, p.Title())
	require.Len(t, p.Pushed("text"), 1)
	require.True(t, utf8.ValidString(p.Pushed("text")[0]))
}
