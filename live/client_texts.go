package live

import (
	"cmp"
	"context"
	"html"
	"io"
	"strings"
)

// Texts replaces the texts that the client shows to users about their connection, for example by a
// translation. It is a component, which the layout renders in <head>:
//
//	@live.Texts{Lost: "Verbindung unterbrochen …", Now: "Sofort"}
//
// The language of the texts is that of the document, as in <html lang="de">. They have no effect on a
// page that livetest.Open opens. A field that is empty means the English text, which its comment shows.
type Texts struct {
	Loading string // label of the progress bar: "Loading"

	Lost string // "Connection lost. Reconnecting…"
	Now  string // button, connects at once: "Now"
	Back string // the connection is back: "Back."
	Sent string // the connection is back, and events had waited: "Back. Everything was sent."

	// Waiting is the text for the events that will be sent when the connection is back. {n} stands for
	// their number. The keys are the plural forms of the language, as in Intl.PluralRules: "zero", "one",
	// "two", "few", "many" and "other". A form without a text has that of "other". Zero means
	// "{n} change will be sent." for "one", and "{n} changes will be sent." for "other".
	Waiting map[string]string

	TakenOver string // "This page was opened in another tab."
	UseHere   string // button: "Use it here"
	Flood     string // "Too many actions at once."
	Crashed   string // the view crashed three times within a minute: "This page stopped working."
	Stopped   string // "This page stopped working."

	// PartFailed and PartsBack are announced to screen readers, and not shown.
	PartFailed string // a nested or sticky view crashed: "A part of this page stopped working."
	PartsBack  string // "All parts of this page work again."

	// Position is announced to screen readers when the user has moved a row of a form, and not shown. {n} stands
	// for its position, from 1, and {m} for the number of rows. Zero means "Position {n} of {m}".
	Position string

	TryAgain string // button: "Try again"
	Reload   string // button: "Reload"
	OK       string // button that accepts the question of Attr.Confirm: "OK"
	Cancel   string // button that declines it: "Cancel"
	Close    string // name of the button that closes a flash message: "Close"

	Blocked     string // "This page cannot receive live updates at the moment, so it may be out of date."
	Unavailable string // "The server cannot be reached at the moment. This page continues when it can."
	Gone        string // "This page is no longer available."
	Unsaved     string // follows another text: "If you reload this page, what you entered here is lost."
	Checking    string // "Checking whether you are still logged in …"
	Login       string // "You seem to be logged out. Log in again in another tab."

	NotLoaded string // a link was followed without success: "This page could not be loaded. Try again."
	Redirects string // likewise: "This page could not be loaded, because it redirects too often."

	TooLarge string // an event exceeds a limit: "This is too long to send. Make it shorter, and try again."
	TooMany  string // too many events wait: "Too much is waiting to be sent. Wait a moment, and try again."
	Refused  string // the server did not accept an event: "This could not be done."
	Stale    string // an event came too late: "This was not done, because the page has changed."
	Unknown  string // an event was sent and not acknowledged: "It is not known whether this was done."
}

// Render implements [templ.Component].
func (t Texts) Render(_ context.Context, w io.Writer) error {
	var b strings.Builder
	b.WriteString(`<meta name="live-texts"`)
	for _, f := range [...]struct{ name, text string }{
		{"loading", t.Loading},
		{"lost", t.Lost}, {"now", t.Now}, {"back", t.Back}, {"sent", t.Sent},
		{"waitingzero", t.Waiting["zero"]}, {"waitingone", cmp.Or(t.Waiting["one"], t.Waiting["other"])}, {"waitingtwo", t.Waiting["two"]},
		{"waitingfew", t.Waiting["few"]}, {"waitingmany", t.Waiting["many"]}, {"waitingother", t.Waiting["other"]},
		{"takenover", t.TakenOver}, {"usehere", t.UseHere}, {"flood", t.Flood}, {"crashed", t.Crashed}, {"stopped", t.Stopped},
		{"partfailed", t.PartFailed}, {"partsback", t.PartsBack}, {"position", t.Position},
		{"tryagain", t.TryAgain}, {"reload", t.Reload}, {"ok", t.OK}, {"cancel", t.Cancel}, {"close", t.Close},
		{"blocked", t.Blocked}, {"unavailable", t.Unavailable}, {"gone", t.Gone}, {"unsaved", t.Unsaved},
		{"checking", t.Checking}, {"login", t.Login},
		{"notloaded", t.NotLoaded}, {"redirects", t.Redirects},
		{"toolarge", t.TooLarge}, {"toomany", t.TooMany}, {"refused", t.Refused}, {"stale", t.Stale}, {"unknown", t.Unknown},
	} {
		if f.text != "" {
			b.WriteString(` data-` + f.name + `="` + html.EscapeString(f.text) + `"`)
		}
	}
	b.WriteString(">")
	_, err := io.WriteString(w, b.String())
	return err
}
