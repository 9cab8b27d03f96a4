package live

import (
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/lively-go/lively/internal/wire"
)

// A FlashKind is the kind of a flash message: FlashInfo or FlashError.
type FlashKind string

// The kinds of flash messages. The values are the suffixes of the classes live-flash-info and
// live-flash-error.
const (
	// FlashInfo is for what the user should know, such as a success. The message disappears after 5 s,
	// but not while the pointer or the focus is on a message, or the page is hidden. Screen readers
	// announce it when they are idle.
	FlashInfo FlashKind = "info"

	// FlashError is for what went wrong. The message stays until the user closes it. If it is shown by
	// the handler of an event, it also ends when that event is sent again and succeeds: with the next
	// successful submit of the same form. Screen readers announce it at once.
	FlashError FlashKind = wire.FlashError
)

// Limits on flash messages.
const (
	maxFlashLength = 1000 // characters
	maxFlashTime   = 24 * time.Hour
)

// Flash shows text as a message in a corner of the window, outside of the view, where screen readers
// announce it. The text is not HTML. Of a text of more than 1,000 characters, the rest is omitted.
//
// Up to 5 messages are shown at the same time. A message takes the place of one with the same kind and
// text, or with the same key: see [FlashKey]. An empty text removes all messages of the kind or, with a
// FlashKey, only the message with that key.
//
// Messages remain when the view is rendered or mounted again, but not when another page is loaded.
// During the GET, they are part of the document. Flash panics if kind is neither FlashInfo nor
// FlashError.
func (s *Socket) Flash(kind FlashKind, text string, options ...FlashOption) {
	if kind != FlashInfo && kind != FlashError {
		panic(fmt.Sprintf("live: Flash: unknown kind %q", kind))
	}
	if s.misused("Socket.Flash") != nil {
		return
	}
	m := wire.FlashMessage{Kind: string(kind), Text: text}
	for _, o := range options {
		o.apply(&m.FlashOptions)
	}
	if m.Event != "" {
		m.Component = &s.inst.num
	}
	s.inst.prog.flash(m)
}

// ClearFlash removes all flash messages, also those that the user has not seen yet.
func (s *Socket) ClearFlash() {
	if s.misused("Socket.ClearFlash") != nil {
		return
	}
	for _, kind := range []FlashKind{FlashInfo, FlashError} {
		s.inst.prog.flash(wire.FlashMessage{Kind: string(kind)})
	}
}

// A FlashOption changes how [Socket.Flash] shows a message.
type FlashOption struct{ apply func(*wire.FlashOptions) }

// FlashFor sets how long the message is shown, rounded to milliseconds and at most a day. Zero means
// until the user closes it. FlashFor panics if d is negative.
func FlashFor(d time.Duration) FlashOption {
	if d < 0 {
		panic(fmt.Sprintf("live: FlashFor: negative duration %v", d))
	}
	ms := min(d, maxFlashTime).Round(time.Millisecond).Milliseconds()
	if d > 0 {
		ms = max(1, ms)
	}
	return FlashOption{func(o *wire.FlashOptions) { o.Time = &ms }}
}

// FlashKey sets a key that identifies the message: it takes the place of one with the same key, of
// either kind. Use it for the state of one thing, such as "Saving failed" and later "Saved".
func FlashKey(key string) FlashOption {
	return FlashOption{func(o *wire.FlashOptions) { o.Key = key }}
}

// FlashAction adds a button to the message that sends event e, a struct, and closes the message. The
// view or component that shows the message handles it as if the button were in its HTML: see [On]. As
// its fields come from the browser, its handler must check what the user may do. After the view was
// mounted again, the button is removed.
//
//	s.Flash(live.FlashInfo, "Message deleted", live.FlashAction("Undo", Restore{ID: m.ID}), live.FlashFor(10*time.Second))
func FlashAction(label string, e any) FlashOption {
	url := eventURLOf(e)
	return FlashOption{func(o *wire.FlashOptions) { o.Label, o.Event = label, url }}
}

// flash shows or removes a message.
func (p *program) flash(m wire.FlashMessage) {
	m.Text = shortenFlash(m.Text)
	p.noteFlash(m)
	p.ses.AddEffect(wire.Flash(m))
}

// shortenFlash returns text with at most maxFlashLength characters.
func shortenFlash(text string) string {
	if utf8.RuneCountInString(text) <= maxFlashLength {
		return text
	}
	return string([]rune(text)[:maxFlashLength-1]) + "…"
}

// flashError shows an error.
func (p *program) flashError(text string) {
	p.flash(wire.FlashMessage{Kind: wire.FlashError, Text: text})
}

// reportError logs err and shows a generic message to the user, or err in development.
func (s *Socket) reportError(what string, err error) {
	s.inst.prog.log.Error("live: handler failed", err, s.inst.logAttrs("in", what)...)
	var text string
	if s.inst.prog.srv.Dev {
		text = what + ": " + err.Error()
	} else {
		text = s.inst.prog.srv.failedText(s.inst.ctx)
	}
	s.inst.prog.flashError(text)
}
