package views

import (
	"strings"
	"unicode"

	"github.com/lively-go/lively/live"
)

// Code is an input that accepts up to six digits and removes everything else.
type Code struct{ Digits string }

// Typed reports the value of the input.
type Typed struct{ Digits string }

func (v *Code) Events() live.Events { return live.Events{live.On(v.typed)} }

func (v *Code) typed(_ *live.Socket, e Typed) error {
	v.Digits = strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, e.Digits)
	v.Digits = v.Digits[:min(6, len(v.Digits))]
	return nil
}
