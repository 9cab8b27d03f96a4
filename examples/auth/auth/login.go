package auth

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/lively-go/lively/live"
)

// Credentials are the data of the login.
type Credentials struct {
	Email    string
	Password string `live:",secret"`
	Remember bool
	Next     string // path of the page to show then
}

// Validate reports what is missing.
func (c Credentials) Validate() error {
	errs := live.Errors{}
	if !isAddress(c.Email) {
		errs["email"] = "Enter your email address."
	}
	if c.Password == "" || len(c.Password) > maxPassword {
		errs["password"] = "Enter your password."
	}
	return errs.Err()
}

// isAddress reports whether s may be an email address. A mail to it shows that.
func isAddress(s string) bool {
	name, host, ok := strings.Cut(strings.TrimSpace(s), "@")
	return ok && name != "" && host != "" && len(s) <= 200 && !strings.ContainsAny(s, "\r\n\x00")
}

type logIn struct {
	base
	Form   live.Form[Credentials]
	client string
}

func newLogIn(r *http.Request, b base) live.View {
	v := &logIn{base: b, client: clientOf(r)}
	v.Form.Value.Next = r.URL.Query().Get("next")
	return v
}

func (v *logIn) Title() string       { return "Log in" }
func (v *logIn) Events() live.Events { return live.Events{live.OnForm(&v.Form, v.submit)} }

// submit shows what is wrong, and hands over to postLogIn, because only a response sets a cookie.
func (v *logIn) submit(s *live.Socket, c Credentials) error {
	if _, err := v.app.check(s.Context(), c, v.client); err != nil {
		return err
	}
	return s.SubmitForm("/session")
}

// postLogIn checks again: anyone can send this request.
func (a *app) postLogIn(w http.ResponseWriter, r *http.Request) {
	c := Credentials{
		Email: r.PostFormValue("email"), Password: r.PostFormValue("password"),
		Remember: r.PostFormValue("remember") != "", Next: r.PostFormValue("next"),
	}
	user, err := a.check(r.Context(), c, clientOf(r))
	if err != nil {
		fail(w, r, err, "/login?"+url.Values{"next": {c.Next}}.Encode())
		return
	}
	if err := a.logIn(r, user.ID, c.Remember); err != nil {
		fail(w, r, err, "/login")
		return
	}
	live.AddFlash(w, r, live.FlashSuccess, "Welcome, "+user.Name+".")
	http.Redirect(w, r, localPath(c.Next), http.StatusSeeOther)
}
