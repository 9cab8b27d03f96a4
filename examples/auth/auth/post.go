package auth

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/lively-go/lively/live"
)

// fail redirects to a page that shows err.
func fail(w http.ResponseWriter, r *http.Request, err error, to string) {
	text := "Something went wrong. Try again."
	if errs, ok := errors.AsType[live.Errors](err); ok {
		text = errs[""]
	} else {
		slog.ErrorContext(r.Context(), "auth: request failed", "path", r.URL.Path, "err", err)
	}
	live.AddFlash(w, r, live.FlashError, text)
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// postLogOut ends the login in this browser, or all logins of the user.
func (a *app) postLogOut(w http.ResponseWriter, r *http.Request) {
	var err error
	text := "You are logged out."
	if l := loginOf(r); l != nil {
		err = a.endLogin(r.Context(), l.ID)
		if r.PostFormValue("everywhere") != "" && !l.IsSwitched() {
			err = errors.Join(err, a.endLogins(r.Context(), l.User.ID))
			text = "You are logged out everywhere."
		}
	}
	if err = errors.Join(err, a.sessions.Destroy(r.Context())); err != nil {
		fail(w, r, err, "/members")
		return
	}
	live.AddFlash(w, r, live.FlashInfo, text)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// postSwitch shows the pages of another user to an administrator, or without one those of the administrator again.
func (a *app) postSwitch(w http.ResponseWriter, r *http.Request) {
	l := loginOf(r)
	userID, _ := strconv.ParseInt(r.PostFormValue("user"), 10, 64) // 0 if there is none
	if userID != 0 && !l.User.IsAdmin {
		http.Error(w, "Only an administrator may do that.", http.StatusForbidden)
		return
	}
	err := a.Store.Act(r.Context(), l.ID, userID)
	if err == nil {
		err = a.sessions.RenewToken(r.Context()) // the session has other rights
	}
	if err == nil {
		err = live.Disconnect(r.Context(), &a.bus, identity(r)) // the pages of the user before
	}
	if err != nil {
		fail(w, r, err, "/members")
		return
	}
	http.Redirect(w, r, "/members", http.StatusSeeOther)
}
