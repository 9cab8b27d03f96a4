package auth

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/lively-go/lively/examples/auth/store"
)

type loginKey struct{}

// loginOf returns the login of a request, or nil.
func loginOf(r *http.Request) *store.Login {
	l, _ := r.Context().Value(loginKey{}).(*store.Login)
	return l
}

// withLogin adds the login of the session to the context of a request. A login that has ended elsewhere is none.
func (a *app) withLogin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l, err := a.Store.Login(r.Context(), a.sessions.GetString(r.Context(), loginID))
		switch {
		case err == nil:
			r = r.WithContext(context.WithValue(r.Context(), loginKey{}, &l))
		case !errors.Is(err, store.ErrNotFound):
			http.Error(w, "The login could not be read.", http.StatusInternalServerError)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// identity returns whose page a request is for: another login, or another user to whom an administrator has switched, gets
// a view of its own.
func identity(r *http.Request) string {
	l := loginOf(r)
	if l == nil {
		return ""
	}
	return l.ID + "/" + strconv.FormatInt(l.Acting.ID, 10)
}

// A guard lets only some requests through.
type guard func(http.Handler) http.Handler

// onlyMembers sends other users to the login, and back from there.
func onlyMembers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if loginOf(r) == nil {
			to := "/login"
			if r.Method == http.MethodGet {
				to += "?" + url.Values{"next": {r.URL.RequestURI()}}.Encode()
			}
			http.Redirect(w, r, to, http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// onlyAdmins refuses other users. An administrator who has switched to a user has the rights of that.
func onlyAdmins(next http.Handler) http.Handler {
	return onlyMembers(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loginOf(r).Acting.IsAdmin {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusForbidden)
			_ = forbidden().Render(r.Context(), w)
			return
		}
		next.ServeHTTP(w, r)
	}))
}

// onlyGuests sends users who have logged in to their page.
func onlyGuests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if loginOf(r) != nil {
			http.Redirect(w, r, "/members", http.StatusSeeOther)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// localPath returns path if it is one of this site, and otherwise the page of members: the link to a login may come from
// anywhere.
func localPath(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\t\r\n") {
		return "/members"
	}
	return path
}
