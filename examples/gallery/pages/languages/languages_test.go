package languages

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func newServer() *live.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /languages", Middleware(live.Page(func(*http.Request) live.View { return &Restaurant{} })))
	return &live.Server{Handler: mux, Messages: Message}
}

func TestRestaurant(t *testing.T) {
	for lang, want := range map[string]struct{ title, seats, notANumber, noName, booked string }{
		"en": {"Book a table", "Open daily. 1,200 seats inside.", "must be a whole number", "Enter your name.", "Thank you, Ann! 3 guests."},
		"de": {"Tisch reservieren", "Täglich geöffnet. 1.200 Plätze im Haus.", "muss eine ganze Zahl sein", "Geben Sie Ihren Namen ein.", "Danke, Ann! 3 Gäste."},
		"ar": {"احجز طاولة", "مفتوح يوميًا. ١٬٢٠٠ مقعد في الداخل.", "يجب أن يكون عددًا صحيحًا", "أدخل اسمك.", "شكرًا يا Ann! ٣ ضيوف."},
	} {
		t.Run(lang, func(t *testing.T) {
			p := livetest.Open(t, newServer(), "/languages").Click("a[lang=" + lang + "]")
			require.Equal(t, "/languages", p.URL())
			require.Equal(t, []string{want.title, want.title, want.seats}, []string{p.Title(), p.Text("h2"), p.Text("#seats")})
			require.Equal(t, 1, p.Count("a[aria-current=true][lang="+lang+"]"))
			f := p.Form("#booking").Fill("guests", "many")
			f.Submit()
			require.Equal(t, []string{want.noName, want.notANumber}, p.Texts("[role=alert]"))
			p.Form("#booking").Fill("name", "Ann").Fill("guests", "3").Submit()
			require.Equal(t, want.booked, p.Text("#status"))
			p.ExpectCrash().Crash()
			p.Settle()
			require.Equal(t, want.title, p.Text("h2"), "the view that is mounted again has the same language")
		})
	}
}

// The choice of the user comes before the settings of the browser; both may name languages that the page lacks.
func TestMiddleware(t *testing.T) {
	for want, c := range map[string]struct{ cookie, header string }{
		"en": {"", ""}, "de": {"", "fr, de-CH;q=0.8, en;q=0.5"}, "ar": {"ar", "de"}, "en-x": {"en", "ar"}, "ar-x": {"xx", "ar-EG"}, "de-x": {"; drop", "de"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Language", c.header)
		r.AddCookie(&http.Cookie{Name: cookieName, Value: c.cookie})
		Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			require.Equal(t, want[:2], Of(r.Context()).String(), c)
		})).ServeHTTP(httptest.NewRecorder(), r)
	}
}

func TestDir(t *testing.T) {
	for _, tag := range supported {
		require.Equal(t, tag.String() == "ar", Dir(tag) == "rtl", tag)
	}
}
