package chat

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lively-go/lively/live"
)

const (
	maxNameLen = 24    // characters
	maxTextLen = 1_000 // characters
)

// NameEntry is the form in which a user chooses a name.
type NameEntry struct{ Name string }

// Validate reports a name that is empty or too long.
func (e NameEntry) Validate() error {
	switch n := utf8.RuneCountInString(strings.TrimSpace(e.Name)); {
	case n == 0:
		return live.Errors{"name": "Enter a name."}
	case n > maxNameLen:
		return live.Errors{"name": fmt.Sprintf("Use at most %d characters.", maxNameLen)}
	}
	return nil
}

// Draft is the form in which a user writes a message.
type Draft struct{ Text string }

// Validate reports a text that is too long.
func (d Draft) Validate() error {
	if n := utf8.RuneCountInString(d.Text); n > maxTextLen {
		return live.Errors{"text": fmt.Sprintf("The message is %d characters too long: the limit is %d. Send it in parts.", n-maxTextLen, maxTextLen)}
	}
	return nil
}

// Revision is the form in which the author edits a message.
type Revision struct{ Text string }

// Validate reports a text that is too long.
func (r Revision) Validate() error { return Draft(r).Validate() }
