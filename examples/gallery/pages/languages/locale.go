package languages

import (
	"context"
	"net/http"

	"golang.org/x/text/language"
)

// supported lists the languages of the page. The first one is for users of any other.
var supported = []language.Tag{language.English, language.German, language.Arabic}

var matcher = language.NewMatcher(supported)

// cookieName is the cookie with the language that the user has chosen.
const cookieName = "language"

type contextKey struct{}

// Middleware stores the language of a request in its context: the one that the user has chosen, or else the best one of
// the header Accept-Language. It also handles the choice: a link with ?lang=de sets the cookie, and leads back to the
// page. The browser loads the whole document then, with another lang and dir.
func Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if choice := r.URL.Query().Get("lang"); choice != "" {
			// Not HttpOnly: the cookie is not that of a login.
			http.SetCookie(w, &http.Cookie{
				Name: cookieName, Value: match(choice).String(), Path: r.URL.Path, MaxAge: 365 * 24 * 60 * 60, SameSite: http.SameSiteLaxMode,
			})
			http.Redirect(w, r, r.URL.Path, http.StatusSeeOther)
			return
		}
		preferred := []string{r.Header.Get("Accept-Language")}
		if c, err := r.Cookie(cookieName); err == nil {
			preferred = append([]string{c.Value}, preferred...)
		}
		ctx := context.WithValue(r.Context(), contextKey{}, match(preferred...))
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// match returns the best supported language for what the user prefers: tags, or values of Accept-Language.
func match(preferred ...string) language.Tag {
	_, i := language.MatchStrings(matcher, preferred...)
	return supported[i]
}

// Of returns the language of a request or page, given its context: that of Middleware, or English.
func Of(ctx context.Context) language.Tag {
	if tag, ok := ctx.Value(contextKey{}).(language.Tag); ok {
		return tag
	}
	return supported[0]
}

// Dir returns the value of the attribute dir for text in a language.
func Dir(tag language.Tag) string {
	switch script, _ := tag.Script(); script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc":
		return "rtl"
	}
	return "ltr"
}
