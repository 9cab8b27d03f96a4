package live

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/lively-go/lively/internal/wire"
)

// A FlashKind is the kind of a flash message: FlashInfo, FlashSuccess, FlashWarning or FlashError.
type FlashKind string

// The kinds of flash messages. The values are the suffixes of their classes, such as live-flash-info.
const (
	// FlashInfo is for what the user should know. The message disappears after 5 s, but not while the pointer or
	// the focus is on a message, or the page is hidden. Screen readers announce it when they are idle.
	FlashInfo FlashKind = "info"

	// FlashSuccess is for what was done. It is shown as long as FlashInfo.
	FlashSuccess FlashKind = "success"

	// FlashWarning is for what the user should change. The message stays until the user closes it. Screen readers
	// announce it at once.
	FlashWarning FlashKind = wire.FlashWarning

	// FlashError is for what went wrong. The message stays until the user closes it. If it is shown by
	// the handler of an event, it also ends when that event is sent again and succeeds: with the next
	// successful submit of the same form. Screen readers announce it at once.
	FlashError FlashKind = wire.FlashError
)

// flashKinds are all kinds.
var flashKinds = []FlashKind{FlashInfo, FlashSuccess, FlashWarning, FlashError}

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
// During the GET, they are part of the document.
//
// Messages that a handler shows before it calls [Socket.Navigate] or [Socket.Redirect] with a path of this server
// are shown by the next page that the browser loads within 30 seconds, once, in place of this one; see [Flashes] for
// pages that are not live. Together they have at most 2 KB or so: of more, the oldest ones are omitted. The browser
// carries them in an encrypted cookie. What is shown after the call of Navigate belongs to this page: use that if the
// path is one of a download.
//
// Flash panics if kind is not one of the constants.
func (s *Socket) Flash(kind FlashKind, text string, options ...FlashOption) {
	m := newFlash("Flash", kind, text, options)
	if s.misused("Socket.Flash") != nil {
		return
	}
	if m.Event != "" {
		m.Component = &s.inst.num
	}
	s.inst.prog.flash(m)
}

// newFlash returns a message. It panics if kind is unknown.
func newFlash(method string, kind FlashKind, text string, options []FlashOption) wire.FlashMessage {
	if !slices.Contains(flashKinds, kind) {
		panic(fmt.Sprintf("live: %s: unknown kind %q", method, kind))
	}
	m := wire.FlashMessage{Kind: string(kind), Text: text}
	for _, o := range options {
		o.apply(&m.FlashOptions)
	}
	return m
}

// ClearFlash removes all flash messages, also those that the user has not seen yet.
func (s *Socket) ClearFlash() {
	if s.misused("Socket.ClearFlash") != nil {
		return
	}
	for _, kind := range flashKinds {
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
// any kind. Use it for the state of one thing, such as "Saving failed" and later "Saved".
func FlashKey(key string) FlashOption {
	return FlashOption{func(o *wire.FlashOptions) { o.Key = key }}
}

// FlashAction adds a button to the message that sends event e, a struct, and closes the message. The
// view or component that shows the message handles it as if the button were in its HTML: see [On]. As
// its fields come from the browser, its handler must check what the user may do. After the view was
// mounted again, the button is removed. If the message is shown by another page, its view must handle e; otherwise
// the message has no button there.
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
	p.flashes.recent++
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
