package wire

import (
	"encoding/json"
	"slices"
	"time"
)

// Limits on flash messages.
const (
	FlashTime  = 5 * time.Second // for which a message that is not urgent is shown by default
	MaxFlashes = 5               // that are shown at the same time
)

// The kinds of the flash messages that are urgent: they are shown until the user closes them.
const (
	FlashError   = "error"
	FlashWarning = "warning"
)

// A FlashMessage is a flash message.
type FlashMessage struct {
	Kind, Text string // empty text removes messages; see Flashes.Show
	FlashOptions
}

// FlashOptions are the optional parts of a flash message.
type FlashOptions struct {
	Key       string  `json:"key,omitempty"`   // zero means the kind and the text
	Time      *int64  `json:"ms,omitempty"`    // how long it is shown, in ms, 0 until the user closes it; nil means the default of the kind
	Label     string  `json:"label,omitempty"` // of a button that sends Event
	Event     string  `json:"event,omitempty"` // URL; zero means that there is no button
	Component *uint64 `json:"c,omitempty"`     // that handles Event; nil without one
}

// ID identifies the message among those that are shown.
func (m FlashMessage) ID() string {
	if m.Key != "" {
		return m.Key
	}
	return m.Kind + " " + m.Text
}

// Duration returns how long the message is shown. Zero means until the user closes it.
func (m FlashMessage) Duration() time.Duration {
	switch {
	case m.Time != nil:
		return time.Duration(*m.Time) * time.Millisecond
	case m.isUrgent():
		return 0
	}
	return FlashTime
}

func (m FlashMessage) isUrgent() bool { return m.Kind == FlashError || m.Kind == FlashWarning }

// Flash returns an effect that shows m.
func Flash(m FlashMessage) Effect {
	e := textEffect("flash", m.Kind, m.Text)
	if m.FlashOptions == (FlashOptions{}) {
		return e
	}
	options, err := marshalValid(m.FlashOptions)
	if err != nil {
		panic(err) // it holds nothing that cannot be encoded
	}
	return append(append(append(e[:len(e)-1], ','), options...), ']')
}

// DecodeFlash returns the message of the arguments of a flash effect, as far as they are valid.
func DecodeFlash(args []json.RawMessage) (m FlashMessage) {
	for i, v := range []any{&m.Kind, &m.Text, &m.FlashOptions} {
		if i < len(args) {
			_ = json.Unmarshal(args[i], v)
		}
	}
	return m
}

// Flashes are the messages that are shown, oldest first.
type Flashes []FlashMessage

// Show shows m in place of the message with the same ID. If its text is empty, it only removes that
// or, if it has no key, all messages of its kind.
func (f *Flashes) Show(m FlashMessage) {
	*f = slices.DeleteFunc(*f, func(old FlashMessage) bool {
		if m.Key == "" && m.Text == "" {
			return old.Kind == m.Kind
		}
		return old.ID() == m.ID()
	})
	if m.Text == "" {
		return
	}
	if *f = append(*f, m); len(*f) > MaxFlashes {
		oldest := max(0, slices.IndexFunc(*f, func(m FlashMessage) bool { return !m.isUrgent() }))
		*f = slices.Delete(*f, oldest, oldest+1)
	}
}
